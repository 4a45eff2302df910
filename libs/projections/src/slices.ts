import {
  type AggregateName,
  type ClauseLink,
  type EventsOf,
  type GroupState,
  type Held,
  type LiaisonState,
  type MeetingState,
  type ReportState,
  type States,
} from '@acta/domain';
import { contributionOf } from './views/contribution.js';
import { endView, instrumentView, officerView } from './views/group.js';
import { chairView, sittingView } from './views/meeting-summary.js';
import { outcomeOf } from './views/outcome.js';
import { type NameOf, basisOf, personView, withBasis } from './views/parts.js';
import { stepsOf } from './views/report.js';

/** The aggregates whose acts are replayed. */
export type Replayed = Exclude<AggregateName, 'calendar' | 'person'>;

/**
 * A state taken apart by subject, so that what an act changed can be seen by looking at what it touched. Paths are those
 * of `pathOf`; a slice is a copy, and stays as it is when the state is folded on.
 */
interface Slices<State, Events> {
  /** Every subject in the state. */
  paths(state: State): string[];
  /** The fields of a subject; empty for one that is not there. */
  fields(state: State, path: string, nameOf: NameOf): object;
  /** What else an event of this type touches. */
  alsoTouched(state: State, type: keyof Events & string): string[];
}

export const slices: { readonly [A in Replayed]: Slices<States[A], EventsOf[A]> } = {
  group: { paths: groupPaths, fields: groupFields, alsoTouched: () => [] },
  meeting: {
    paths: meetingPaths,
    fields: meetingFields,
    alsoTouched: (state, type) => (type === 'meeting-written-up' ? provisional(state) : []),
  },
  liaison: {
    paths: (state) => ['', ...[...state.responses.keys()].map((name) => `responses/${name}`)],
    fields: liaisonFields,
    alsoTouched: () => [],
  },
  report: {
    paths: (state) => ['', ...state.corrigenda.map(({ value }) => `corrigenda/${value.number}`)],
    fields: reportFields,
    alsoTouched: () => [],
  },
};

/** A path's first part, which tells what kind of subject it is, and the rest, which is its key. */
function split(path: string): [kind: string, key: string] {
  const slash = path.indexOf('/');
  return slash === -1 ? [path, ''] : [path.slice(0, slash), path.slice(slash + 1)];
}

function groupPaths({ mandate, officers, clauseLinks }: GroupState): string[] {
  const instruments = [...mandate.keys()].map((key) => `mandate/${key}`);
  const links = [...clauseLinks.keys()].map((key) => `clause-links/${key}`);
  return [
    '',
    'terms-of-reference',
    ...instruments,
    ...[...officers.keys()].map((key) => `officers/${key}`),
    ...links,
  ];
}

function groupFields(state: GroupState, path: string, nameOf: NameOf): object {
  const [kind, key] = split(path);
  switch (kind) {
    case 'mandate': {
      const instrument = state.mandate.get(key);
      return instrument === undefined ? {} : instrumentView(instrument);
    }
    case 'officers': {
      const officer = state.officers.get(key);
      return officer === undefined ? {} : officerView(officer, nameOf);
    }
    case 'clause-links': {
      const link = state.clauseLinks.get(key);
      return link === undefined ? {} : clauseLinkFields(link);
    }
    case 'terms-of-reference': {
      const current = state.termsOfReference.at(-1);
      if (current === undefined) return {};
      const { clauses, ...rest } = withBasis(current);
      return {
        ...rest,
        clauses: Object.fromEntries(clauses.map(({ number, ...clause }) => [number, clause])),
      };
    }
    default: {
      const { names, participation, workingMethods, established, terminated } = state;
      return {
        status: known(state.status),
        parent: state.parent,
        acronym: names.at(-1)?.value.acronym,
        name: names.at(-1)?.value.name,
        participation: participation && withBasis(participation),
        workingMethods: workingMethods.map(withBasis),
        renewals: state.renewals.map(withBasis),
        established: established && endView(established),
        terminated: terminated && endView(terminated),
      };
    }
  }
}

/** Without who made it: that is said of the act itself. An empty list reads as none, on purpose. */
function clauseLinkFields(link: Held<ClauseLink>): object {
  const { actor: _actor, actingAs: _actingAs, clauses, ...rest } = withBasis(link);
  return clauses.length === 0 ? { ...rest, none: true } : { ...rest, clauses };
}

function provisional({ outcomes }: MeetingState): string[] {
  return [...outcomes.values()].flatMap(({ status, ordinal }) =>
    status === 'provisional' ? [`outcomes/${ordinal}`] : [],
  );
}

function meetingPaths({ contributions, outcomes, counts, narrative }: MeetingState): string[] {
  const keyed = { contributions, outcomes, counts, narrative };
  return [
    '',
    'agenda',
    'chair',
    ...Object.entries(keyed).flatMap(([kind, map]) => [...map.keys()].map((key) => `${kind}/${key}`)),
  ];
}

function meetingFields(state: MeetingState, path: string, nameOf: NameOf): object {
  const [kind, key] = split(path);
  switch (kind) {
    case 'agenda':
      return state.agenda === undefined ? {} : withBasis(state.agenda);
    case 'chair':
      return state.chair === undefined ? {} : chairView(state.chair, nameOf);
    case 'counts': {
      const count = state.counts.get(key);
      return count === undefined ? {} : withBasis(count);
    }
    case 'narrative': {
      const narrative = state.narrative.get(key);
      return narrative === undefined ? {} : withBasis(narrative);
    }
    case 'contributions': {
      const contribution = state.contributions.get(key);
      if (contribution === undefined) return {};
      const { parsed: _parsed, number: _number, ...rest } = contributionOf(state, contribution, ALONE);
      return ownFields(rest);
    }
    case 'outcomes': {
      const outcome = state.outcomes.get(Number(key));
      // An amendment is the act itself, and what it changes: a list that grows by each would tell it again.
      return outcome === undefined ? {} : ownFields(outcomeOf(state, { ...outcome, amendments: [] }));
    }
    default:
      return {
        status: known(state.status),
        sitting: state.sitting && sittingView(state.sitting),
        citationLabel: state.citationLabel,
        documentSeries: state.documentSeries,
        writtenUp: state.writtenUp && withBasis(state.writtenUp),
      };
  }
}

/** A contribution without what other streams and subjects add to its view. */
const ALONE = { group: { workingMethods: [] }, outcomes: [] };

/** What a subject says, without where it is kept. */
function ownFields(view: object & { ref: string }): object {
  const keeping = ['ref', 'group', 'meeting', 'ordinal', 'events', 'etag'];
  return Object.fromEntries(Object.entries(view).filter(([name]) => !keeping.includes(name)));
}

function liaisonFields(state: LiaisonState, path: string, nameOf: NameOf): object {
  const [kind, key] = split(path);
  if (kind === 'responses') return { responses: (state.responses.get(key) ?? []).map(withBasis) };
  const { content, place, approved, sent, status, direction } = state;
  const { contacts, ...rest } = content ?? {};
  return {
    ...rest,
    contacts: contacts?.map((person) => personView(person, nameOf)),
    status: known(status),
    direction,
    meeting: place?.meeting,
    ordinalInMeeting: place?.ordinalInMeeting,
    approved: approved && withBasis(approved),
    sent: sent && basisOf(sent),
  };
}

function reportFields(state: ReportState, path: string): object {
  const [kind, key] = split(path);
  if (kind === 'corrigenda') {
    const corrigendum = state.corrigenda.find(({ value }) => value.number === key);
    return corrigendum === undefined ? {} : withBasis(corrigendum);
  }
  return {
    ...state.content,
    ...stepsOf(state),
    kind: state.kind,
    covers: state.covers,
    status: known(state.status),
  };
}

function known<T extends string>(status: T | 'unknown'): T | undefined {
  return status === 'unknown' ? undefined : status;
}

/** Fields by path, for example text/language; lists are one field each, and an empty list is none. */
export function flatFields(
  value: object,
  prefix = '',
  into = new Map<string, unknown>(),
): Map<string, unknown> {
  for (const [name, field] of Object.entries(value) as [string, unknown][]) {
    const plain = withoutIds(field);
    if (plain === undefined || (Array.isArray(plain) && plain.length === 0)) continue;
    if (typeof plain === 'object' && plain !== null && !Array.isArray(plain))
      flatFields(plain, `${prefix}${name}/`, into);
    else into.set(prefix + name, plain);
  }
  return into;
}

/** Dated bases and dates as their date alone, at any depth: the event is the act itself. */
function withoutIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutIds);
  if (typeof value !== 'object' || value === null) return value;
  if ('date' in value && 'precision' in value) return value.date;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, withoutIds(field)]));
}
