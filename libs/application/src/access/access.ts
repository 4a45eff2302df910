import { type Capacity, type GroupCode, type Role, dayOf } from '@acta/domain';
import type { Clock } from '../ports/clock.js';
import type { Reader } from '../queries/reader.js';
import { appointmentsOf } from './appointments.js';
import type { Restriction } from './classifications.js';
import { type Act, type Cell, cell, roles } from './policy.js';
import type { Grant, Principal } from './principal.js';
import { type Circle, type Viewer, everything } from './viewer.js';

/** What the policy says of an act: in which capacity it may be done, on everything or on one's own alone; or not at all. */
export type Judgement =
  { allowed: true; actingAs?: Capacity; extent: Exclude<Cell, 'no'> } | { allowed: false };

/** A role that somebody holds today, its term, and who says so. */
export interface HeldRole extends Grant {
  source: 'record' | 'token';
}

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

/** The act of reading what is restricted so. */
export const readingActs = {
  members: 'read-members',
  states: 'read-states',
  draft: 'read-drafts',
} as const satisfies Record<Restriction['classification'], Act>;

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

  /** Whether an act is allowed in any of the groups in which somebody was given a role. */
  judgeAnywhere(principal: Principal, act: Act): boolean {
    return principal.grants.some(({ group }) => this.judge(principal, act, group).allowed);
  }

  /** @throws Forbidden */
  require(principal: Principal, act: Act, group?: GroupCode): Extract<Judgement, { allowed: true }> {
    const judgement = this.judge(principal, act, group);
    if (!judgement.allowed) throw new Forbidden(act, group);
    return judgement;
  }

  /** The roles that somebody holds today in a group; without one, in all of them. */
  rolesIn(principal: Principal, group?: GroupCode): ReadonlySet<Role> {
    return new Set(this.#held(principal, group).map(({ role }) => role));
  }

  /** Every role that somebody holds today, of each group in turn; last those that are held in all groups. */
  held(principal: Principal): HeldRole[] {
    const { position } = this.#reader.point({});
    const named = principal.grants.flatMap(({ group }) => (group === undefined ? [] : [group]));
    const groups = new Set([...this.#reader.groups(position), ...named]);
    return [
      ...[...groups].flatMap((group) => this.#held(principal, group).filter((held) => held.group === group)),
      ...this.#held(principal),
    ];
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
        const extent = extentOf(readingActs[classification], group);
        return extent === 'yes' || (owner !== undefined && owner === principal.subject && extent === 'own');
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

  #held({ subject, grants, claimsOffices = false }: Principal, group?: GroupCode): HeldRole[] {
    const day = dayOf(this.#clock());
    const appointments =
      group === undefined || subject === undefined ? [] : appointmentsOf(this.#reader, subject, group);
    const recorded = appointments
      .filter(({ from, to }) => within(day, from, to))
      .map(({ office, from, to }): HeldRole => {
        const term = { from, ...(to === undefined ? {} : { to }) };
        return { role: office, ...(group === undefined ? {} : { group }), ...term, source: 'record' };
      });
    const given = grants.filter(({ role, group: where, from, to }) => {
      if ((where !== undefined && where !== group) || !within(day, from, to)) return false;
      // Of an office, the record has the last word, where it knows whom the token names.
      const office = role === 'chair' || role === 'vice-chair';
      const known = appointments.some((appointment) => appointment.office === role);
      return !office || (claimsOffices && !known);
    });
    return [...recorded, ...given.map((grant): HeldRole => ({ ...grant, source: 'token' }))];
  }
}

function within(day: string, from: Grant['from'], to: Grant['to']): boolean {
  return (from === undefined || from <= day) && (to === undefined || day <= to);
}
