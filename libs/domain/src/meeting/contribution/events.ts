import type {
  Classification,
  CountryCode,
  DocumentRef,
  Identifier,
  LanguageTag,
  Line,
  Ordinal,
  Text,
} from '../../kernel/values.js';

/** Who submitted it, as named, with the country where it is one. */
export interface Source {
  name: Line;
  country?: CountryCode;
}

/** What was submitted; also what a revision replaces. */
export interface ContributionContent {
  title: Text;
  sources: Source[];
  language?: LanguageTag;
  abstract?: Text;
  actionRequired?: Text;
  document?: DocumentRef;
  /** The submitter's wish. */
  publication?: 'public' | 'members';
}

export interface ContributionSubmitted extends ContributionContent {
  /** The document number, verbatim; unique in the meeting and never used again. */
  number: Identifier;
  /** It was carried over from this earlier meeting, under its old number. */
  carriedOverFrom?: Ordinal;
  /** Absent: public. */
  classification?: Classification;
  /** Backfill only: the state in which it enters the record. */
  state?: 'presented' | 'disposed-of' | 'withdrawn';
}

/** Replaces the content as given; what is absent stays. */
export interface ContributionRevised extends Partial<ContributionContent> {
  number: Identifier;
  /** The revised document's number, verbatim, for example "CWG-COP-18/3 Rev.1". */
  revisedAs: Identifier;
}

export interface ContributionPresented {
  number: Identifier;
  by?: Line;
}

export interface ContributionDisposedOf {
  number: Identifier;
  disposal: 'noted' | 'as-worded';
  /** What the meeting did with it, in its words. */
  words?: Text;
}

/** Its number is kept and never used again. */
export interface ContributionWithdrawn {
  number: Identifier;
}

export interface ContributionCarriedOver {
  number: Identifier;
  /** The later meeting. */
  to: Ordinal;
}

/** Who may read it from now on, and whatever past state is asked for. */
export interface ContributionClassified {
  number: Identifier;
  classification: Classification;
}

export interface ContributionEvents {
  'contribution-submitted': ContributionSubmitted;
  'contribution-revised': ContributionRevised;
  'contribution-presented': ContributionPresented;
  'contribution-disposed-of': ContributionDisposedOf;
  'contribution-withdrawn': ContributionWithdrawn;
  'contribution-carried-over': ContributionCarriedOver;
  'contribution-classified': ContributionClassified;
}

export const contributionCommands = {
  'submit-contribution': 'contribution-submitted',
  'revise-contribution': 'contribution-revised',
  'present-contribution': 'contribution-presented',
  'dispose-of-contribution': 'contribution-disposed-of',
  'withdraw-contribution': 'contribution-withdrawn',
  'carry-over-contribution': 'contribution-carried-over',
  'classify-contribution': 'contribution-classified',
} as const satisfies Record<string, keyof ContributionEvents>;
