import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type NewEvent,
  Reader,
  fromStore,
  fullName,
  showGroup,
  showTimeline,
  toStore,
} from '@acta/application';
import { type EventMetadata, type Upcasters, isUnreadable } from '@acta/domain';
import { foldGroup, groupView } from '@acta/projections';
import { type Acta, openActa } from '@acta/runtime';
import { act } from '../support/acting.js';
import { reportText, group } from '../support/reports.js';
import { importSample } from '../support/sample.js';
import { onEventStore } from '../support/on-store.js';
import { type Temporary, temporaryFolder } from '../support/temporary.js';

const STREAM = 'group-CWG-COP';
/** How a renaming could have been published first: acronym and name in one line, in English. */
const older = { title: 'COP-WG: Council Working Group on the Protection of Children Online' };
const upcasters: Upcasters = {
  'group-renamed': {
    0: (data) => {
      const { title } = data as { title: string };
      const [acronym = '', text = ''] = title.split(': ');
      return { acronym, name: { language: 'en', text } };
    },
  },
};

describe('an event of another version of the schemas, in the real store', () => {
  let temporary: Temporary;
  let acta: Acta;

  beforeEach(async () => {
    temporary = temporaryFolder();
    acta = await openActa(temporary.config, { mode: 'write' });
    await importSample(acta);
  });
  afterEach(async () => {
    await acta.close();
    temporary.remove();
  });

  /** Appends a finished event as another build would have. */
  async function append(
    type: string,
    schemaVersion: number,
    data: unknown,
  ): Promise<NewEvent & { position: number }> {
    const stream = fullName(acta.log, STREAM);
    const revision = acta.journal.stream(stream, acta.journal.head().position).length - 1;
    const id = acta.ids.uuid();
    const metadata: EventMetadata = {
      id,
      schemaVersion,
      recordedAt: new Date(acta.clock()).toISOString(),
      effectiveAt: '2012-01-01',
      actor: id,
      assurance: 'asserted',
      actingAs: { role: 'secretariat' },
      commandId: id,
      requestHash: 'none',
      part: [1, 1],
      judgedAt: acta.journal.head().position,
      $correlationId: id,
      $causationId: id,
      nonce: acta.ids.nonce(),
    };
    const event = toStore({ stream, type, metadata, data });
    return { ...event, ...(await acta.store.append(stream, BigInt(revision), [event])) };
  }
  /** Appends bytes as a fault would have left them. */
  async function appendBytes(body: string): Promise<number> {
    const stream = fullName(acta.log, STREAM);
    const revision = acta.journal.stream(stream, acta.journal.head().position).length - 1;
    const event = { id: acta.ids.uuid(), type: 'group-renamed', recordedAt: acta.clock(), body };
    return (await acta.store.append(stream, BigInt(revision), [event])).position;
  }
  const stored = (position: number) => acta.journal.after(position - 1, 1)[0];

  it('is read and folded at the newest version; its stored bytes stay as they are', async () => {
    const { position, body } = await append('group-renamed', 0, older);
    const reader = new Reader(acta.journal, acta.clock, acta.log, upcasters);
    const { value: record } = reader.record(group, { at: '2013' });
    expect(groupView(record, '2013-12-31', () => undefined)).toMatchObject({
      acronym: 'COP-WG',
      name: { language: 'en', text: 'Council Working Group on the Protection of Children Online' },
    });
    expect(record.skipped).toEqual([]);
    expect(stored(position)?.body).toBe(body);
    expect(JSON.parse(body)).toMatchObject({ metadata: { schemaVersion: 0 }, data: older });
    // A later name, of the newest version, still holds after it.
    expect(reader.record(group, { at: '2020' }).value.group.names.at(-1)?.value.acronym).toBe('CWG-COP');
  });

  it.each([
    [
      'of an older version to which there is no step',
      'group-renamed',
      0,
      older,
      'no upcaster for group-renamed from version 0',
    ],
    [
      'of a newer version',
      'group-renamed',
      7,
      { names: [] },
      'group-renamed version 7 is newer than this build, which knows 1',
    ],
    ['of an unknown type', 'group-merged', 1, { into: 'CWG-X' }, 'unknown type group-merged'],
  ] as const)('%s keeps its position and is skipped visibly', async (_, type, version, data, reason) => {
    const before = {
      view: showGroup(acta, group, { at: '2022' }).value,
      position: acta.journal.head().position,
    };
    const { position, body } = await append(type, version, data);
    expect(position).toBe(before.position + 1);
    expect(acta.reader.record(group, {}).value.skipped).toEqual([{ position, stream: STREAM, reason }]);
    expect(showTimeline(acta, { group, when: {} }).value).toContainEqual(
      expect.objectContaining({ position: String(position), stream: STREAM, unreadable: reason }),
    );
    expect(showGroup(acta, group, { at: '2022' }).value).toEqual(before.view);
    expect(await reportText(acta, { at: '2022' })).toContain('The COP Mascot');

    // Positions and revisions count on after it, and an act on its stream is decided on what can be read.
    const next = await act(acta, {
      type: 'set-participation',
      stream: STREAM,
      data: { openTo: ['Member States'] },
    });
    expect(next).toMatchObject({ outcome: 'written', position: position + 1 });
    expect(
      acta.journal.stream(fullName(acta.log, STREAM), next.position).map(({ revision }) => Number(revision)),
    ).toEqual(Array.from({ length: next.revision + 1 }, (_each, revision) => revision));
    await acta.indexer.catchUp(next.position);
    expect(stored(position)?.body).toBe(body);
    const entry = fromStore(stored(position) as NonNullable<ReturnType<typeof stored>>, acta.log);
    expect(isUnreadable(entry)).toBe(true);
    expect(foldGroup(new Map([[STREAM, [entry]]]), Infinity).skipped).toHaveLength(1);
  });

  // EventStoreDB keeps data and metadata apart: bytes that were never an event cannot come to it through this port.
  (onEventStore ? it.skip : it).each([
    ['that are not JSON', '{"metadata":', 'its bytes are not JSON'],
    ['that are no object', 'null', 'its bytes are not an event'],
    ['without metadata', '{"data":{}}', 'its bytes are not an event'],
    ['without data', '{"metadata":{"schemaVersion":1}}', 'its bytes are not an event'],
  ])('bytes %s keep their position and are skipped visibly', async (_, body, reason) => {
    const position = await appendBytes(body);
    expect(acta.reader.record(group, {}).value.skipped).toEqual([{ position, stream: STREAM, reason }]);
    expect(showGroup(acta, group, {}).value.acronym).toBe('CWG-COP');
    expect(stored(position)?.body).toBe(body);
  });
});
