import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Receipt, Withheld, anybody, exportLog, restoreLog, showReport } from '@acta/application';
import { type Command, type Issue, type ReportSubmitted, Refused, momentOf } from '@acta/domain';
import { formats, rendererVersion } from '@acta/reporting';
import { type Acta, openActa } from '@acta/runtime';
import { ForwardClock, act } from '../support/acting.js';
import { report, reportText } from '../support/reports.js';
import { importSample } from '../support/sample.js';
import { type Temporary, temporaryFolder } from '../support/temporary.js';

const STREAM = 'report-CWG-COP-four-year-PP-18..PP-22';
const MASCOT = 'The COP Mascot was posted online.';
const AMENDED = 'The COP Mascot was posted online and in print.';
const submission: Command = {
  type: 'submit-report',
  stream: STREAM,
  data: { to: 'Council', documentNumber: 'C22/50-E' },
};

describe('a report that is submitted', () => {
  let clock: ForwardClock;
  let temporary: Temporary;
  let acta: Acta;

  beforeEach(async () => {
    clock = new ForwardClock(momentOf('2026-03-02T09:00:00.000Z').start);
    temporary = temporaryFolder();
    acta = await openActa(temporary.config, { mode: 'write', clock: clock.read });
    await importSample(acta);
  });
  afterEach(async () => {
    await acta.close();
    temporary.remove();
  });

  function later(command: Command, key?: string): Promise<Receipt> {
    clock.advance(60_000);
    return act(acta, command, key === undefined ? {} : { key });
  }
  async function submitted(): Promise<Receipt> {
    await later({ type: 'adopt-report', stream: STREAM, data: { by: 'the eighteenth meeting' } });
    return later(submission);
  }
  const amendment: Command = {
    type: 'amend-outcome',
    stream: 'meeting-CWG-COP-16',
    data: { ordinal: 2, class: 'substantive', text: { language: 'en', text: AMENDED } },
    reason: 'it was printed too',
    authority: { by: 'the Chair' },
  };
  function issueAt({ position }: Receipt): Issue {
    const [stored] = acta.journal.after(position - 1, 1);
    const { data } = JSON.parse(stored?.body ?? '{}') as { data: ReportSubmitted };
    return data.issue as Issue;
  }
  async function documents(): Promise<string[]> {
    const held: string[] = [];
    for await (const sha256 of acta.blobs.list()) held.push(sha256);
    return held.sort();
  }
  async function issuedBytes(of: Acta): Promise<Uint8Array[]> {
    const all = [];
    for (const format of formats) all.push((await report(of, {}, { format })).bytes);
    return all;
  }

  it('is made of what everybody may see, and withheld whole from those to whom what it quotes is closed since', async () => {
    const classify = (id: string, classification: string) =>
      later({
        type: 'classify-liaison-statement',
        stream: `liaison-CWG-COP-${id}`,
        data: { classification },
      });
    const forAnybody = { ...acta, reader: acta.readerFor(anybody) };
    await classify('o-2', 'members');
    await submitted();
    const issued = await reportText(forAnybody);
    expect(issued).toContain('CWG-COP-o-1, outgoing');
    expect(issued).not.toContain('CWG-COP-o-2, outgoing');
    await classify('o-1', 'members');
    for (const format of formats)
      await expect(report(forAnybody, {}, { format })).rejects.toBeInstanceOf(Withheld);
    expect(await reportText(acta)).toBe(issued);
    const current = await reportText(forAnybody, {}, { reading: 'current' });
    expect(current).not.toContain('CWG-COP-o-1, outgoing');
    await classify('o-1', 'public');
    expect(await reportText(forAnybody)).toBe(issued);
  });

  it('is frozen: every rendition is kept under its hash, which the event names', async () => {
    const before = acta.journal.head().position;
    expect(await documents()).toEqual([]);
    const receipt = await submitted();
    const issue = issueAt(receipt);
    expect(issue).toMatchObject({
      position: before + 1,
      at: '2026-03-02T09:02:00.000Z',
      language: 'en',
      audience: 'public',
    });
    expect(issue.renditions.map(({ format }) => format)).toEqual([...formats]);
    expect(await documents()).toEqual(issue.renditions.map(({ sha256 }) => sha256).sort());
    for (const { format, mediaType, sha256, size } of issue.renditions) {
      const given = await report(acta, {}, { format });
      expect(given).toMatchObject({ format, mediaType, issue });
      expect(given.bytes).toHaveLength(size);
      expect(createHash('sha256').update(given.bytes).digest('hex')).toBe(sha256);
    }
  });

  it('is issued with its number and without the mark of a draft', async () => {
    expect(await reportText(acta)).toContain('DRAFT');
    await submitted();
    const issued = await reportText(acta);
    expect(issued).not.toContain('DRAFT');
    expect(issued).toContain('C22/50-E');
    expect(issued).toContain(MASCOT);
  });

  it('comes as it was issued, byte for byte, whatever is recorded later; beside it as it would read now', async () => {
    await submitted();
    const issued = await issuedBytes(acta);
    const amended = await later(amendment);
    await later({
      type: 'issue-corrigendum',
      stream: STREAM,
      data: { number: 'Corr.1', text: { language: 'en', text: 'Read otherwise.' } },
    });
    expect(await issuedBytes(acta)).toEqual(issued);
    expect(await reportText(acta, { asOf: String(amended.position) }, { reading: 'issued' })).toBe(
      Buffer.from(issued[formats.indexOf('md')] ?? []).toString(),
    );

    const current = await report(acta, {}, { reading: 'current' });
    expect(current.issue).toBeUndefined();
    expect(current.issuedAs).toMatchObject({ position: amended.position - 2 });
    const now = await reportText(acta, {}, { reading: 'current' });
    expect(now).toContain(AMENDED);
    expect(now).toContain('it was printed too');
    expect(await reportText(acta)).not.toContain(AMENDED);
  });

  it('keeps its bytes through a restart and through export and restore', async () => {
    await submitted();
    const issued = await issuedBytes(acta);
    await later(amendment);
    await acta.close();
    acta = await openActa(temporary.config, { mode: 'write', clock: clock.read });
    expect(await issuedBytes(acta)).toEqual(issued);

    const file = join(temporary.folder, 'export.ndjson');
    expect(await exportLog(file, acta)).toMatchObject({ documents: formats.length });
    const elsewhere = temporaryFolder();
    const restored = await openActa(elsewhere.config, { mode: 'write', clock: clock.read });
    try {
      expect(await restoreLog(file, restored)).toEqual({
        events: acta.journal.head().position,
        documents: formats.length,
      });
      expect(await issuedBytes(restored)).toEqual(issued);
    } finally {
      await restored.close();
      elsewhere.remove();
    }
  });

  it('reads as the draft that it was, as of a position before', async () => {
    await later({ type: 'adopt-report', stream: STREAM, data: { by: 'the eighteenth meeting' } });
    const asOf = String(acta.journal.head().position);
    const draft = await reportText(acta, { asOf });
    expect(draft).toContain('DRAFT');
    await later(submission);
    await later(amendment);
    expect(await reportText(acta, { asOf })).toBe(draft);
    await expect(report(acta, { asOf }, { reading: 'issued' })).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('is refused where the group has not adopted it, and then nothing is written', async () => {
    const head = acta.journal.head();
    await expect(later(submission)).rejects.toMatchObject({
      refusal: { rule: 'wrong-state', field: '/stream', message: expect.stringMatching(/drafted.*adopted/) },
    });
    expect(acta.journal.head()).toEqual(head);
    expect(await documents()).toEqual([]);
  });

  it('is refused while an outcome that it covers may be revised freely', async () => {
    const stream = 'meeting-CWG-COP-19';
    const on = { effectiveAt: '2022-05-01' };
    const held = { group: 'CWG-COP', ordinal: 19, held: { from: '2022-05-01' } };
    await later({ type: 'plan-meeting', data: held, ...on });
    await later({ type: 'open-meeting', stream, data: {}, ...on });
    const text = { language: 'en', text: 'The Chair thanked all participants.' };
    await later({ type: 'record-outcome', stream, data: { ordinal: 1, text }, ...on });
    await later({ type: 'close-meeting', stream, data: {}, ...on });
    await expect(submitted()).rejects.toMatchObject({
      refusal: {
        rule: 'provisional-outcomes',
        field: '/stream',
        message: expect.stringMatching(/outcome 1 of meeting 19 is provisional; write the meeting up first/),
      },
    });
    expect(await documents()).toEqual([]);
    await later({ type: 'write-up-meeting', stream, data: {}, ...on });
    expect(await later(submission)).toMatchObject({ outcome: 'written' });
  });

  it('is marked by what was changed openly since, in its life and in the current reading', async () => {
    await later(amendment);
    await submitted();
    const issued = await reportText(acta);
    const life = () =>
      showReport(acta, { group: 'CWG-COP', id: 'CWG-COP-four-year-PP-18..PP-22' }, {}).value.changedSince;
    expect(life()).toEqual([]);
    const { position } = await later({
      type: 'rescind-outcome',
      stream: 'meeting-CWG-COP-16',
      data: { ordinal: 2 },
      reason: 'it was not posted',
    });
    const ref = 'CWG-COP/meetings/16/outcomes/2';
    expect(life()).toEqual([
      { ref, change: 'rescinded', basis: expect.objectContaining({ date: '2026-03-02T09:04:00.000Z' }) },
    ]);
    expect(await reportText(acta)).toBe(issued);
    const heading = 'Changes since this report was issued';
    expect(issued).not.toContain(heading);
    const now = await reportText(acta, {}, { reading: 'current' });
    expect(now).toContain(heading);
    expect(now).toContain('Outcome 2 of the sixteenth meeting was rescinded on 2 March 2026.');
    expect(await reportText(acta, { asOf: String(position - 1) })).not.toContain(heading);
  });

  it('is marked by a voiding and a redating of what it rests on, and not by those of what came after', async () => {
    const stream = 'meeting-CWG-COP-16';
    const [, second, third] = acta.journal
      .stream(`${acta.log.prefix}${stream}`, acta.journal.head().position)
      .map(({ body }) => JSON.parse(body) as { type: string; metadata: { id: string } })
      .filter(({ type }) => type === 'outcome-recorded');
    await submitted();
    const correct = (act: string | undefined, effectiveAt?: string) =>
      later({
        type: effectiveAt === undefined ? 'void-act' : 'redate-act',
        stream,
        data: { act: act ?? '', ...(effectiveAt === undefined ? {} : { effectiveAt }) },
        reason: 'entered in error',
      });
    const amended = await later(amendment);
    await correct(amended.events[0]?.id);
    const changes = () =>
      showReport(acta, { group: 'CWG-COP', id: 'CWG-COP-four-year-PP-18..PP-22' }, {}).value.changedSince.map(
        ({ ref, change }) => `${ref} ${change}`,
      );
    expect(changes()).toEqual([]);
    await correct(second?.metadata.id);
    await correct(third?.metadata.id, '2020-02-05');
    expect(changes()).toEqual([
      'CWG-COP/meetings/16/outcomes/2 voided',
      'CWG-COP/meetings/16/outcomes/3 corrected',
    ]);
    expect(await reportText(acta, {}, { reading: 'current' })).toContain(
      'Outcome 2 of the sixteenth meeting was voided on 2 March 2026.',
    );
  });

  it('is frozen by the server alone: a client that brings an issue of its own is refused', async () => {
    await later({ type: 'adopt-report', stream: STREAM, data: {} });
    const head = acta.journal.head();
    const forged: Issue = {
      position: 1,
      at: '2026-01-01T00:00:00.000Z',
      language: 'en',
      audience: 'public',
      rendererVersion,
      renditions: [{ format: 'md', mediaType: 'text/markdown', sha256: '0'.repeat(64), size: 1 }],
    };
    await expect(later({ ...submission, data: { ...submission.data, issue: forged } })).rejects.toMatchObject(
      {
        name: 'Invalid',
        faults: [{ rule: 'unknown-field', field: '/data/issue' }],
      },
    );
    expect(acta.journal.head()).toEqual(head);
  });

  it('is submitted once: the same submission again writes and freezes nothing', async () => {
    await later({ type: 'adopt-report', stream: STREAM, data: {} });
    const first = await later(submission, 'a key');
    const [head, held] = [acta.journal.head(), await documents()];
    await later(amendment);
    expect(await later(submission, 'a key')).toEqual({ ...first, outcome: 'repeated' });
    await expect(later(submission)).rejects.toBeInstanceOf(Refused);
    expect(acta.journal.head().position).toBe(head.position + 1);
    expect(await documents()).toEqual(held);
  });

  it('shows in the current reading what the bodies did with it, and not in the issued one', async () => {
    await submitted();
    const issued = await reportText(acta);
    await later({ type: 'note-report', stream: STREAM, data: { by: 'Council 2022', session: 'C-22' } });
    await later({
      type: 'transmit-report',
      stream: STREAM,
      data: { by: 'Council 2022', to: 'the Plenipotentiary Conference 2022' },
    });
    const words = { language: 'en', text: 'The group is to continue its work.' };
    await later({
      type: 'decide-on-report',
      stream: STREAM,
      data: { by: 'PP-22', session: 'PP-22', decision: 'maintain', words },
    });
    expect(await reportText(acta)).toBe(issued);
    const now = await reportText(acta, {}, { reading: 'current' });
    for (const said of [
      /Noted by Council 2022/,
      /Transmitted by .* to the Plenipotentiary Conference 2022/,
      words.text,
    ])
      expect(now).toMatch(said);
    expect(issued).not.toMatch(words.text);
  });
});
