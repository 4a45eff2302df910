import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { type Served, serve } from '@acta/api';
import { type Ids, type Receipt, type Submission, Invalid } from '@acta/application';
import { type Classification, type Command, Refused, type Role } from '@acta/domain';
import {
  type Acta,
  type Config,
  developmentToken,
  loadConfig,
  makeDevelopmentIssuer,
  openActa,
} from '@acta/runtime';
import { ForwardClock, act } from '../support/acting.js';
import { type Knock, type Knocked, Knocker } from '../support/knock.js';
import { importSample } from '../support/sample.js';
import { type Temporary, temporaryFolder } from '../support/temporary.js';

export const OWN = 'CWG-COP';
export const OTHER = 'CWG-OTH';
const STARTS = Date.UTC(2027, 2, 1, 9);

/** Documents that contributions may have; that somebody asks for one tells nothing of whether it is there. */
export const documents = ['Alpha\n', 'Beta\n', 'Gamma\n', 'Delta\n'];

/** Ids that both of two records get alike, told where to go on before each act. */
class SteadyIds implements Ids {
  #next = 1;

  goOnAt(next: number): void {
    this.#next = next;
  }

  uuid(): string {
    return `01990000-0000-7000-8000-${(this.#next++).toString(16).padStart(12, '0')}`;
  }

  nonce(): string {
    return Buffer.from((this.#next++).toString(16).padStart(32, '0'), 'hex').toString('base64url');
  }
}

/** A contribution that is hidden from whoever watches. */
export interface HiddenContribution {
  stream: string;
  number: string;
  classification: Classification;
  revisions: number;
}

/** One of two records. Only this side knows what is hidden in it. */
export class Side {
  readonly contributions: HiddenContribution[] = [];
  readonly statements: { stream: string; id: string; classification: Classification }[] = [];
  /** Acts upon what is hidden. */
  readonly acts: { id: string; stream: string }[] = [];
  /** How many hidden things have entered. */
  entered = 0;
  readonly #ids: SteadyIds;
  readonly #knocker: Knocker;
  /** ETags as this side gave them last, by address. */
  readonly #etags = new Map<string, string>();

  constructor(
    readonly acta: Acta,
    readonly served: Served,
    ids: SteadyIds,
  ) {
    this.#ids = ids;
    this.#knocker = new Knocker(served.url);
  }

  /** Gives a command as whoever holds the folder; undefined where a rule refuses it. */
  async give(command: Command, turn: number, more: Partial<Submission> = {}): Promise<Receipt | undefined> {
    this.#ids.goOnAt(turn * 1000);
    try {
      return await act(this.acta, command, more);
    } catch (error) {
      if (error instanceof Refused || error instanceof Invalid) return undefined;
      throw error;
    }
  }

  /** Asks over HTTP; `$etag` in a header stands for the ETag that this side gave last at the address. */
  async ask(knock: Knock, turn: number): Promise<Knocked> {
    this.#ids.goOnAt(turn * 1000);
    const etag = this.#etags.get(knock.path) ?? '"0"';
    const headers = Object.fromEntries(
      Object.entries(knock.headers ?? {}).map(([name, value]) => [name, value === '$etag' ? etag : value]),
    );
    const answer = await this.#knocker.send({ ...knock, headers });
    const given = answer.headers['etag'];
    if (typeof given === 'string') this.#etags.set(knock.path, given);
    return answer;
  }

  async close(): Promise<void> {
    this.#knocker.close();
    await this.served.stop();
    await this.acta.close();
  }
}

/** Two records that began as one, and differ in nothing that whoever watches may see. */
export class Twins {
  /** What was done to both, or asked of both: their ids and their clock go by it. */
  turn = 1000;

  private constructor(
    readonly sides: readonly [Side, Side],
    readonly clock: ForwardClock,
    readonly watcher: Watcher,
    readonly authorization: Readonly<Record<string, string>>,
    readonly temporary: Temporary,
  ) {}

  static async of(origin: Origin, watcher: Watcher): Promise<Twins> {
    const clock = new ForwardClock(STARTS + 3_600_000);
    const temporary = temporaryFolder();
    const open = async (name: string): Promise<Side> => {
      const folder = join(temporary.folder, name);
      cpSync(origin.folder, folder, { recursive: true });
      const ids = new SteadyIds();
      const acta = await openActa(configOn(folder), { mode: 'write', clock: clock.read, ids });
      return new Side(acta, await serve(acta), ids);
    };
    const sides = [await open('one'), await open('other')] as const;
    return new Twins(sides, clock, watcher, await authorizationOf(watcher, sides[0].acta), temporary);
  }

  /** The next turn, a moment later. */
  next(wait = 1): number {
    this.clock.advance(wait);
    return ++this.turn;
  }

  head(): number {
    const [one, other] = this.sides.map(({ acta }) => acta.journal.head());
    if (one?.position !== other?.position || one?.recordedAt !== other?.recordedAt)
      throw new Error('the two records are not at the same position and moment');
    return one?.position ?? 0;
  }

  async close(): Promise<void> {
    for (const side of this.sides) await side.close();
    this.temporary.remove();
  }
}

type Hidden = Exclude<Classification, 'public'>;

/** Whoever watches: with a role in a group, or nobody in particular; and what is hidden from them, by group. */
export interface Watcher {
  role?: Role;
  group: string;
  hidden: { readonly [OWN]: readonly [Hidden, ...Hidden[]]; readonly [OTHER]: readonly Hidden[] };
}

const all = ['members', 'states', 'draft'] as const;

export const watchers: readonly Watcher[] = [
  { role: 'observer', group: OWN, hidden: { [OWN]: all, [OTHER]: all } },
  { role: 'sector-member', group: OWN, hidden: { [OWN]: ['states', 'draft'], [OTHER]: all } },
  { role: 'delegate', group: OWN, hidden: { [OWN]: ['draft'], [OTHER]: all } },
  { role: 'service', group: OWN, hidden: { [OWN]: ['states', 'draft'], [OTHER]: all } },
  { role: 'chair', group: OTHER, hidden: { [OWN]: all, [OTHER]: [] } },
  { group: OWN, hidden: { [OWN]: all, [OTHER]: all } },
];

async function authorizationOf(
  { role, group }: Pick<Watcher, 'role' | 'group'>,
  acta: Acta,
): Promise<Record<string, string>> {
  if (role === undefined) return {};
  const ask = { name: 'the watcher', grant: { role, group }, seconds: 7 * 24 * 3600, create: false };
  return { authorization: `Bearer ${await developmentToken(acta.config, ask, acta.clock)}` };
}

/** The record that both begin as. */
export interface Origin {
  folder: string;
  remove(): void;
}

function configOn(folder: string): Config {
  return { ...loadConfig({ ACTA_DATA: join(folder, 'data') }), port: 0, rateLimit: 0 };
}

const text = (words: string) => ({ language: 'en', text: words });

/** The sample; another group; meetings that are open, with a contribution, an outcome and statements that all may see. */
export async function makeOrigin(): Promise<Origin> {
  const temporary = temporaryFolder();
  const config = configOn(temporary.folder);
  await makeDevelopmentIssuer(config);
  const clock = new ForwardClock(STARTS);
  const acta = await openActa(config, { mode: 'write', clock: clock.read });
  await importSample(acta);
  await act(acta, { type: 'establish-group', data: { group: OTHER, acronym: OTHER, name: text('Another') } });
  for (const [group, ordinal] of [
    [OWN, 20],
    [OWN, 21],
    [OTHER, 20],
  ] as const) {
    const stream = `meeting-${group}-${String(ordinal)}`;
    const give = (type: Command['type'], data: Command['data'] = {}) => act(acta, { type, stream, data });
    await give('plan-meeting', { group, ordinal, held: { from: '2027-03-01' } });
    await give('open-meeting');
    await give('submit-contribution', {
      number: `${group}-${String(ordinal)}/1`,
      title: text('A public paper'),
      sources: [{ name: 'Egypt', country: 'EG' }],
    });
    await give('record-outcome', { ordinal: 1, text: text('The meeting agreed.') });
  }
  const addressees = [
    { name: 'Council', purpose: { code: 'action' }, deadline: '2027-02-01' },
    { name: 'ITU-T' },
  ];
  const statement = { group: OWN, ordinal: 11, addressees, meeting: 20, subject: text('A public statement') };
  await act(acta, { type: 'receive-liaison-statement', data: statement });
  await act(acta, { type: 'draft-liaison-statement', data: statement });
  for (const [type, data] of [
    ['approve', { by: 'the meeting' }],
    ['send', {}],
  ] as const)
    await act(acta, { type: `${type}-liaison-statement`, stream: `liaison-${OWN}-o-11`, data });
  const covers = { meetings: [21] };
  await act(acta, { type: 'draft-report', data: { group: OWN, kind: 'annual', covers } });
  // The log's own key is made when somebody first says who they are; both sides must have the same.
  const served = await serve(acta);
  const knocker = new Knocker(served.url);
  await knocker.send({
    method: 'GET',
    path: '/me',
    headers: await authorizationOf({ role: 'observer', group: OWN }, acta),
  });
  knocker.close();
  await served.stop();
  await acta.close();
  return { folder: temporary.folder, remove: () => temporary.remove() };
}
