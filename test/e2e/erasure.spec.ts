import { copyFileSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { showMeeting, withoutPersonalFields } from '@acta/application';
import type { Command } from '@acta/domain';
import { type Acta, openActa } from '@acta/runtime';
import { act } from '../support/acting.js';
import { report, reportText } from '../support/reports.js';
import { importSample } from '../support/sample.js';
import { type Temporary, temporaryFolder } from '../support/temporary.js';

const STREAM = 'report-CWG-COP-four-year-PP-18..PP-22';
const SUBJECT = '00000000-0000-4000-8000-00000000000a';
const NAME = 'Somebody Who Was Chairing';
const chairing: Command = {
  type: 'record-chair',
  stream: 'meeting-CWG-COP-18',
  data: { person: { subject: SUBJECT, name: NAME } },
  reason: 'it became known',
};
const erasure: Command = { type: 'erase-person', data: { subject: SUBJECT } };

describe('an issued report that names a person who is erased', () => {
  let temporary: Temporary;
  let acta: Acta;

  beforeEach(async () => {
    temporary = temporaryFolder();
    acta = await openActa(temporary.config, { mode: 'write' });
    await importSample(acta);
    await act(acta, chairing);
    await act(acta, { type: 'adopt-report', stream: STREAM, data: {} });
    await act(acta, { type: 'submit-report', stream: STREAM, data: { to: 'Council' } });
  });
  afterEach(async () => {
    await acta.close();
    temporary.remove();
  });

  /** Every byte that the data folder holds. */
  const everything = () =>
    readdirSync(temporary.config.data, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
      .join('');

  it('is given without the name, marked so, beside the hash of what was issued', async () => {
    const issued = await report(acta);
    expect(new TextDecoder().decode(issued.bytes)).toContain(NAME);
    await act(acta, erasure);
    const redacted = await report(acta);
    const text = new TextDecoder().decode(redacted.bytes);
    expect(text).not.toContain(NAME);
    expect(text).toContain('REDACTED');
    expect(redacted.redacted?.original).toBe(
      issued.issue?.renditions.find(({ format }) => format === 'md')?.sha256,
    );
    expect(await report(acta)).toEqual(redacted);
  });

  it('leaves the name in no file of the data folder', async () => {
    expect(everything()).toContain(NAME);
    await act(acta, erasure);
    expect(everything()).not.toContain(NAME);
  });

  it('stays as it was issued when somebody else is erased', async () => {
    const issued = await report(acta);
    await act(acta, { type: 'erase-person', data: { subject: '00000000-0000-4000-8000-00000000000b' } });
    expect(await report(acta)).toEqual(issued);
  });

  it('shows no name to a reader whose vault is a copy from before', async () => {
    const before = `${temporary.config.keys}.before`;
    copyFileSync(temporary.config.keys, before);
    await act(acta, erasure);
    const reader = await openActa({ ...temporary.config, keys: before }, { mode: 'read' });
    try {
      const { value } = showMeeting(reader, { group: 'CWG-COP', meeting: 18 }, {});
      expect(value.chair?.person).toEqual({ subject: SUBJECT });
      expect(await reportText(reader, {}, { reading: 'current' })).not.toContain(NAME);
    } finally {
      await reader.close();
    }
  });
});

describe('what is hashed without a key', () => {
  it('holds no personal field, so that a name cannot be guessed from an id', () => {
    const person = { subject: SUBJECT, name: NAME, email: 'somebody@example.org', phone: '1' };
    expect(
      withoutPersonalFields({ type: 'record-chair', data: { person, as: 'the Chair' }, list: [person] }),
    ).toEqual({
      type: 'record-chair',
      data: { person: { subject: SUBJECT }, as: 'the Chair' },
      list: [{ subject: SUBJECT }],
    });
  });
});
