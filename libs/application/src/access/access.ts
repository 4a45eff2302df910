import {
  type Capacity,
  type GroupCode,
  type GroupState,
  type Role,
  type SubjectId,
  dayOf,
  streamOf,
} from '@acta/domain';
import { foldStream } from '@acta/projections';
import type { Clock } from '../ports/clock.js';
import type { Reader } from '../queries/reader.js';
import type { Restriction } from './classifications.js';
import { type Act, type Cell, cell, roles } from './policy.js';
import type { Grant, Principal } from './principal.js';
import { type Circle, type Viewer, everything } from './viewer.js';

/** What the policy says of an act: in which capacity it may be done, on everything or on one's own alone; or not at all. */
export type Judgement =
  { allowed: true; actingAs?: Capacity; extent: Exclude<Cell, 'no'> } | { allowed: false };

/** Not allowed. Says nothing of what is there. */
export class Forbidden extends Error {
  override readonly name = 'Forbidden';
  constructor(
    readonly act: Act,
    readonly group?: GroupCode,
  ) {
    const where = group === undefined ? '' : ` in ${group}`;
    super(`your roles do not allow it (${act}${where})`);
  }
}

const READING = [
  ['members', 'read-members'],
  ['states', 'read-states'],
  ['draft', 'read-drafts'],
] as const;

/** Applies the policy to whoever asks, with the roles that hold today. */
export class Access {
  readonly #reader: Reader;
  readonly #clock: Clock;

  /** @param reader the whole record: offices follow it */
  constructor(reader: Reader, clock: Clock) {
    this.#reader = reader;
    this.#clock = clock;
  }

  /**
   * Whether an act is allowed.
   * @param group where; absent for what belongs to no group, which takes a role in all of them
   */
  judge(principal: Principal, act: Act, group?: GroupCode): Judgement {
    if (principal.assurance === 'asserted')
      return { allowed: true, actingAs: { role: 'secretariat' }, extent: 'yes' };
    const held = this.rolesIn(principal, group);
    let own: Judgement = { allowed: false };
    for (const role of roles) {
      if (!held.has(role)) continue;
      const extent = cell(act, role);
      const actingAs = { role, ...(group === undefined ? {} : { group }) };
      if (extent === 'yes') return { allowed: true, actingAs, extent };
      if (extent === 'own' && !own.allowed) own = { allowed: true, actingAs, extent };
    }
    return !own.allowed && cell(act) === 'yes' ? { allowed: true, extent: 'yes' } : own;
  }

  /** @throws Forbidden */
  require(principal: Principal, act: Act, group?: GroupCode): Extract<Judgement, { allowed: true }> {
    const judgement = this.judge(principal, act, group);
    if (!judgement.allowed) throw new Forbidden(act, group);
    return judgement;
  }

  /** The roles that somebody holds today in a group; without one, in all of them. */
  rolesIn({ subject, grants, claimsOffices = false }: Principal, group?: GroupCode): ReadonlySet<Role> {
    const day = dayOf(this.#clock());
    const held = new Set<Role>();
    const appointments = group === undefined ? [] : this.#appointmentsOf(group, subject);
    for (const { office, from, to } of appointments) if (within(day, from, to)) held.add(office);
    for (const { role, group: where, from, to } of grants) {
      if ((where !== undefined && where !== group) || !within(day, from, to)) continue;
      // Of an office, the record has the last word, where it knows whom the token names.
      const office = role === 'chair' || role === 'vice-chair';
      const known = appointments.some((appointment) => appointment.office === role);
      if (!office || (claimsOffices && !known)) held.add(role);
    }
    return held;
  }

  /** How far somebody may read. */
  viewer(principal: Principal): Viewer {
    if (principal.assurance === 'asserted') return everything;
    const extents = new Map<string, Cell>();
    const extentOf = (act: Act, group: GroupCode): Cell => {
      const key = `${act} ${group}`;
      let extent = extents.get(key);
      if (extent === undefined) {
        const judgement = this.judge(principal, act, group);
        extents.set(key, (extent = judgement.allowed ? judgement.extent : 'no'));
      }
      return extent;
    };
    return {
      mayRead: (group: GroupCode, { classification, owner }: Restriction) => {
        for (const [level, act] of READING) {
          if (level !== classification) continue;
          const extent = extentOf(act, group);
          return extent === 'yes' || (owner !== undefined && owner === principal.subject && extent === 'own');
        }
        return false;
      },
    };
  }

  /**
   * The widest circle of readers that somebody belongs to, in a group; without one, in all groups. What they may read
   * because it is their own is not in it.
   */
  circleOf(principal: Principal, group?: GroupCode): Circle {
    if (principal.assurance === 'asserted') return 'all';
    const reads = (act: Act): boolean => {
      const judgement = this.judge(principal, act, group);
      return judgement.allowed && judgement.extent === 'yes';
    };
    if (!reads('read-members')) return 'everybody';
    if (!reads('read-states')) return 'members';
    return reads('read-drafts') ? 'all' : 'states';
  }

  #appointmentsOf(group: GroupCode, subject: SubjectId | undefined): Appointment[] {
    if (subject === undefined) return [];
    const { position } = this.#reader.point({});
    const state: GroupState = foldStream('group', this.#reader.stream(streamOf.group(group), position));
    return [...state.officers.values()]
      .map(({ value }) => value)
      .filter(({ person }) => person.subject === subject);
  }
}

type Appointment = GroupState['officers'] extends Map<string, { value: infer T }> ? T : never;

function within(day: string, from: Grant['from'], to: Grant['to']): boolean {
  return (from === undefined || from <= day) && (to === undefined || day <= to);
}
