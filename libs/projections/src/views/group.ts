import type {
  Clause,
  Day,
  GroupCode,
  GroupRenewed,
  GroupState,
  Held,
  Instrument,
  Line,
  MandateAmended,
  OfficerAppointed,
  SessionCode,
  TermsOfReferenceSet,
  Text,
  WorkingMethodsSet,
} from '@acta/domain';
import { refOf } from '../subjects.js';
import type { GroupRecord } from '../record.js';
import {
  type Basis,
  type NameOf,
  type PersonView,
  basisOf,
  personView,
  present,
  withBasis,
} from './parts.js';

/** A working group as it stood. What is absent is not in the record. */
export interface GroupView {
  readonly ref: string;
  readonly code: GroupCode;
  readonly status: 'established' | 'terminated';
  /** The names that it bears then. */
  readonly acronym?: Line;
  readonly name?: Text;
  /** Every name so far, oldest first. */
  readonly names: readonly NameView[];
  readonly parent?: Line;
  readonly participation?: { readonly openTo: readonly Line[]; readonly basis: Basis };
  /** The instruments in force, each with the revision that holds. */
  readonly mandate: readonly InstrumentView[];
  readonly termsOfReference?: TermsOfReferenceView;
  /** Those whose term covers the day. An office that is not among them has no holder in the record. */
  readonly officers: readonly OfficerView[];
  readonly pastOfficers: readonly OfficerView[];
  /** Appointed, with a term that has not begun. */
  readonly officersToCome: readonly OfficerView[];
  readonly workingMethods?: WorkingMethodsSet & { readonly basis: Basis };
  /** Oldest first. */
  readonly renewals: readonly (GroupRenewed & { readonly basis: Basis })[];
  readonly established?: EndView;
  readonly terminated?: EndView;
  readonly events: readonly string[];
  /** What a change names as what it saw: the revision of the stream's event that touched it last. */
  readonly etag: string;
}

export interface NameView {
  readonly acronym: Line;
  readonly name: Text;
  readonly basis: Basis;
}

/** An instrument of the mandate in the revision that holds. */
export interface InstrumentView {
  readonly instrument: Instrument;
  readonly title?: Text;
  readonly change: MandateAmended['change'];
  readonly basis: Basis;
}

/** The terms of reference in force, and what the version changed. */
export interface TermsOfReferenceView {
  readonly version: string;
  readonly by?: Instrument;
  readonly clauses: readonly Clause[];
  readonly basis: Basis;
  /** Against the version before, in the order of the clauses; absent for the first version. */
  readonly changes?: readonly ClauseChange[];
  /** The versions before, oldest first. */
  readonly earlier: readonly { readonly version: string; readonly by?: Instrument; readonly basis: Basis }[];
}

/** What became of one provision: added, modified, suppressed, or no change. */
export interface ClauseChange {
  readonly number: string;
  readonly mark: 'ADD' | 'MOD' | 'SUP' | 'NOC';
  /** As it reads now; absent when suppressed. */
  readonly text?: Text;
  /** As it read before, where that differs; absent when added. */
  readonly before?: Text;
}

export interface OfficerView {
  readonly appointment: string;
  readonly office: OfficerAppointed['office'];
  readonly person: PersonView;
  readonly administration?: Line;
  readonly region?: Line;
  readonly from: Day;
  /** Last day of the term; absent while no end is recorded. */
  readonly to?: Day;
  readonly basis: Basis;
}

/** The start or the end of a group's life. */
export interface EndView {
  readonly by?: Instrument;
  readonly session?: SessionCode;
  readonly basis: Basis;
}

/** @param day the day, UTC, on which officers hold office. Undefined while the group is not in the record. */
export function groupView(
  { group, officers: appointed }: Pick<GroupRecord, 'group' | 'officers'>,
  day: Day,
  nameOf: NameOf,
): GroupView | undefined {
  const { status, code } = group;
  if (status === 'unknown' || code === undefined) return undefined;
  const officers = [...appointed.values()].map((officer) => officerView(officer, nameOf));
  const current = group.names.at(-1)?.value;
  const workingMethods = group.workingMethods.at(-1);
  return present({
    ref: refOf.group(code),
    code,
    status,
    acronym: current?.acronym,
    name: current?.name,
    names: group.names.map(({ value: { acronym, name }, ...rest }) => ({
      acronym,
      name,
      basis: basisOf(rest),
    })),
    parent: group.parent,
    participation: group.participation && withBasis(group.participation),
    mandate: [...group.mandate.values()].map(instrumentView),
    termsOfReference: termsOfReferenceView(group),
    officers: inOffice(appointed, day).map((officer) => officerView(officer, nameOf)),
    pastOfficers: officers.filter(({ to }) => to !== undefined && to < day),
    officersToCome: officers.filter(({ from }) => from > day),
    workingMethods: workingMethods && withBasis(workingMethods),
    renewals: group.renewals.map(withBasis),
    established: group.established && endView(group.established),
    terminated: group.terminated && endView(group.terminated),
    events: eventsOf(group),
    etag: String(group.revision),
  });
}

/** Appointments whose term covers a day, or any day of a stretch, both ends included; in the order of appointment. */
export function inOffice(
  officers: GroupRecord['officers'],
  first: Day,
  last = first,
): Held<OfficerAppointed>[] {
  return [...officers.values()].filter(
    ({ value: { from, to } }) => from <= last && (to === undefined || to >= first),
  );
}

export function officerView({ value, ...held }: Held<OfficerAppointed>, nameOf: NameOf): OfficerView {
  return { ...value, person: personView(value.person, nameOf), basis: basisOf(held) };
}

export function instrumentView({ value, ...held }: Held<MandateAmended>): InstrumentView {
  return present({ ...value, basis: basisOf(held) });
}

export function endView({ value, ...held }: Held<{ by?: Instrument; session?: SessionCode }>): EndView {
  const { by, session } = value;
  return present({ by, session, basis: basisOf(held) });
}

export function termsOfReferenceView({ termsOfReference }: GroupState): TermsOfReferenceView | undefined {
  const current = termsOfReference.at(-1);
  if (current === undefined) return undefined;
  const before = termsOfReference.at(-2);
  return present({
    ...withBasis(current),
    changes: before && clauseChanges(before.value, current.value),
    earlier: termsOfReference
      .slice(0, -1)
      .map(({ value: { version, by }, ...held }) => present({ version, by, basis: basisOf(held) })),
  });
}

/** What a version changed, clause by clause, in the order of the new version; a suppressed one where it stood. */
export function clauseChanges(
  before: Pick<TermsOfReferenceSet, 'clauses'>,
  after: Pick<TermsOfReferenceSet, 'clauses'>,
): ClauseChange[] {
  const old = new Map(before.clauses.map((clause) => [clause.number, clause]));
  const changes = after.clauses.map((clause) => changeOf(old.get(clause.number), clause));
  const kept = new Set(after.clauses.map(({ number }) => number));
  before.clauses.forEach(({ number, text }, i) => {
    if (kept.has(number)) return;
    const predecessor = before.clauses[i - 1]?.number;
    const at = changes.findIndex((change) => change.number === predecessor);
    changes.splice(at + 1, 0, { number, mark: 'SUP', before: text });
  });
  return changes;
}

function changeOf(before: Clause | undefined, { number, text, translations }: Clause): ClauseChange {
  if (before === undefined) return { number, mark: 'ADD', text };
  const known = wordsByLanguage(before);
  const words = [text, ...(translations ?? [])].filter(({ language }) => known.has(language));
  const same = words.length > 0 && words.every((each) => known.get(each.language) === each.text);
  return same ? { number, mark: 'NOC', text } : { number, mark: 'MOD', text, before: before.text };
}

/** A translation that one version lacks changes nothing: only words in a language that both have are compared. */
function wordsByLanguage({ text, translations }: Clause): Map<string, string> {
  return new Map([...(translations ?? []), text].map((each) => [each.language, each.text]));
}

function eventsOf(group: GroupState): string[] {
  const facts = [
    group.established,
    ...group.names,
    group.participation,
    ...group.mandate.values(),
    ...group.termsOfReference,
    ...group.officers.values(),
    ...group.workingMethods,
    ...group.renewals,
    group.terminated,
  ];
  return [...new Set(facts.flatMap((fact) => (fact === undefined ? [] : [fact.event])))];
}
