import { copyFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { exportLog, importFile, showGroup, showMeeting } from '@acta/application';
import { type Command, momentOf } from '@acta/domain';
import { type Acta, backUp, openActa } from '@acta/runtime';
import { ForwardClock, act } from '../support/acting.js';
import { group, reportText } from '../support/reports.js';
import { importSample, someone } from '../support/sample.js';
import { type Temporary, temporaryFolder } from '../support/temporary.js';

const SUBJECT = '5b0c1f7e-3d52-4b7e-9d0a-6f1e2c3b4a59';
const NAME = 'Ñandú Testperson the Unmistakable';
const EMAIL = 'unmistakable@example.org';
const officer: Command = {
  type: 'appoint-officer',
  stream: 'group-CWG-COP',
  effectiveAt: '2019-01-01',
  data: {
    appointment: 'chair-2019',
    office: 'chair',
    person: { subject: SUBJECT, name: NAME, email: EMAIL },
    administration: 'An administration',
    from: '2019-01-01',
  },
};
const chairing: Command = {
  type: 'record-chair',
  stream: 'meeting-CWG-COP-15',
  effectiveAt: '2019-09-26',
  data: { person: { subject: SUBJECT, name: NAME } },
  reason: 'the chair became known',
};
const erasure: Command = {
  type: 'erase-person',
  data: { subject: SUBJECT },
  reason: 'asked to be forgotten',
};

describe('a person in the record', () => {
  let clock: ForwardClock;
  let temporary: Temporary;
  let acta: Acta;

  beforeEach(async () => {
    clock = new ForwardClock(momentOf('2026-03-02T09:00:00.000Z').start);
    temporary = temporaryFolder();
    acta = await open();
    await importSample(acta);
    for (const command of [officer, chairing]) await later(command);
  });
  afterEach(async () => {
    await acta.close();
    temporary.remove();
  });

  const open = (): Promise<Acta> => openActa(temporary.config, { mode: 'write', clock: clock.read });
  async function reopen(): Promise<void> {
    await acta.close();
    acta = await open();
  }
  function later(command: Command, key?: string) {
    clock.advance(60_000);
    return act(acta, command, key === undefined ? {} : { key });
  }
  const chair = (asOf?: string) => showGroup(acta, group, { asOf }).value.officers[0]?.person;
  const chaired = (asOf?: string) => showMeeting(acta, { group, meeting: 15 }, { asOf }).value.chair;

  /** Every file below a folder, those of the vault left out: it holds keys, never names. */
  function filesBelow(folder: string): string[] {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  }
  function holding(folder: string, text: string): string[] {
    return filesBelow(folder).filter((file) => readFileSync(file).includes(text));
  }

  it('is named in views and documents, and in no file: database, lists, export, backup', async () => {
    expect(chair()).toMatchObject({ subject: SUBJECT, name: NAME });
    expect(chaired()).toMatchObject({ person: { name: NAME } });
    expect(await reportText(acta)).toContain(NAME);
    await acta.indexer.catchUp(acta.journal.head().position);
    await exportLog(join(temporary.folder, 'export.ndjson'), acta);
    await backUp(acta.config, join(temporary.folder, 'backup'), () => undefined);
    await acta.close();

    const files = filesBelow(temporary.folder).map((file) => file.slice(temporary.folder.length + 1));
    expect(files).toEqual(
      expect.arrayContaining(['data/journal.db', 'data/lists.db', 'export.ndjson', 'backup/journal.db']),
    );
    for (const clear of [NAME, 'Unmistakable', EMAIL, JSON.stringify(NAME).slice(1, -1)])
      expect(holding(temporary.folder, clear)).toEqual([]);
    // The same search finds what is there in clear.
    expect(holding(temporary.folder, SUBJECT).length).toBeGreaterThanOrEqual(3);
    expect(holding(temporary.folder, 'COP Mascot').length).toBeGreaterThanOrEqual(3);
    acta = await open();
  });

  it('once erased is named nowhere: not now, not as of then, and not after a restart', async () => {
    const before = String(acta.journal.head().position);
    const erased = await later(erasure);
    expect(erased).toMatchObject({ outcome: 'written', stream: `person-${SUBJECT}` });
    const expectGone = async () => {
      for (const asOf of [undefined, before]) {
        expect(chair(asOf)).toMatchObject({ subject: SUBJECT });
        expect(chair(asOf)).not.toHaveProperty('name');
        expect(JSON.stringify(chaired(asOf))).not.toContain('Unmistakable');
        expect(await reportText(acta, asOf === undefined ? {} : { asOf })).not.toContain('Unmistakable');
      }
      expect(acta.vault.find(SUBJECT)).toBeUndefined();
    };
    await expectGone();
    await reopen();
    await expectGone();
  });

  it('stays erased when the vault is put back from before the erasure', async () => {
    const copy = join(temporary.folder, 'persons.copy');
    copyFileSync(acta.config.keys, copy);
    await later(erasure);
    await acta.close();
    copyFileSync(copy, acta.config.keys);
    acta = await open();
    expect(acta.vault.find(SUBJECT)).toBeUndefined();
    expect(chair()).not.toHaveProperty('name');
    expect(await reportText(acta)).not.toContain('Unmistakable');
    // And the copy that was put back no longer holds the key.
    expect(readFileSync(acta.config.keys, 'latin1')).not.toBe(readFileSync(copy, 'latin1'));
    await expect(acta.vault.keyFor(SUBJECT)).rejects.toMatchObject({ name: 'KeyDestroyed' });
  });

  it('once erased can get no name again, and nothing is written', async () => {
    await later(erasure);
    const head = acta.journal.head();
    const again: Command = {
      ...officer,
      data: { ...officer.data, appointment: 'chair-2023', from: '2023-01-01' },
    };
    await expect(later(again)).rejects.toMatchObject({
      name: 'KeyDestroyed',
      message: expect.stringContaining('erased'),
    });
    await reopen();
    await expect(later(again)).rejects.toMatchObject({ name: 'KeyDestroyed' });
    expect(acta.journal.head()).toEqual(head);
  });

  it('is erased by the same command once, whoever repeats it', async () => {
    const first = await later(erasure, 'a key');
    expect(await later(erasure, 'a key')).toEqual({ ...first, outcome: 'repeated' });
    expect(await later(erasure)).toMatchObject({ outcome: 'nothing' });
    expect(acta.journal.head().position).toBe(first.position);
  });

  describe('in a file to import', () => {
    const provenance = { document: 'A letter' };
    const outcome: Command = {
      type: 'record-outcome',
      stream: 'meeting-CWG-COP-18',
      effectiveAt: '2022-01-12',
      data: { ordinal: 99, text: { language: 'en', text: 'A last outcome.' } },
    };
    function importing(...lines: Command[]): Promise<unknown> {
      const file = join(temporary.folder, 'import.ndjson');
      writeFileSync(file, lines.map((line) => JSON.stringify({ ...line, provenance })).join('\n'));
      return importFile(file, someone, acta).catch((error: unknown) => error);
    }
    const refused = (line: number) => ({ name: 'ImportRefused', faults: [{ line, rule: 'person-erased' }] });

    it('is refused by line once erased, before anything of the file is written', async () => {
      await later(erasure);
      const head = acta.journal.head();
      expect(await importing(outcome, chairing)).toMatchObject(refused(2));
      expect(acta.journal.head()).toEqual(head);
    });

    it('is refused by line where the file has erased them before', async () => {
      const head = acta.journal.head();
      expect(await importing(outcome, erasure, chairing)).toMatchObject(refused(3));
      expect(acta.journal.head()).toEqual(head);
      expect(chair()).toMatchObject({ name: NAME });
    });

    it('may be named and then erased; importing that again writes nothing', async () => {
      const other = { ...chairing, stream: 'meeting-CWG-COP-16', effectiveAt: '2020-02-04' };
      expect(await importing(other, erasure)).toMatchObject({ commands: 2, written: 2 });
      const head = acta.journal.head();
      expect(chair()).not.toHaveProperty('name');
      expect(await importing(other, erasure)).toMatchObject({ commands: 2, written: 0, repeated: 2 });
      expect(acta.journal.head()).toEqual(head);
    });
  });
});
