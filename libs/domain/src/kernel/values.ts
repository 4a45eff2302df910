/**
 * The small values that events and commands are made of. The annotations are read by the schema generator, so what
 * is stated here is what JSON Schema, and through it every edge, enforces.
 */

/**
 * One line of text: no line break, no control character.
 * @format line
 * @minLength 1
 * @maxLength 500
 */
export type Line = string;

/**
 * Recorded words, verbatim: line breaks and tabs are kept, other control characters refused.
 * @format prose
 * @minLength 1
 * @maxLength 100000
 */
export type Prose = string;

/**
 * An identifier as people write it (a document number, a label): one line, no bidi control, no invisible character.
 * @format identifier
 * @minLength 1
 * @maxLength 100
 */
export type Identifier = string;

/**
 * A group's immutable code, for example CWG-COP. Part of stream names.
 * @pattern ^[A-Z][A-Z0-9]{0,15}(-[A-Z0-9]{1,15}){0,3}$
 */
export type GroupCode = string;

/**
 * A calendar session's code, for example PP-18 or C-22.
 * @pattern ^[A-Z][A-Z0-9]{0,15}(-[A-Z0-9]{1,15}){0,3}$
 */
export type SessionCode = string;

/**
 * BCP 47 language tag, for example en, fr or zh-Hans.
 * @pattern ^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$
 */
export type LanguageTag = string;

/**
 * ISO 3166-1 alpha-2 code.
 * @pattern ^[A-Z]{2}$
 */
export type CountryCode = string;

/**
 * A calendar day, YYYY-MM-DD, that exists.
 * @format date
 */
export type Day = string;

/**
 * An instant in UTC with milliseconds, as `Date.prototype.toISOString` writes it.
 * @format instant
 */
export type Instant = string;

/**
 * A moment whose form is its precision: 2009 (year), 2009-06 (month), 2009-06-19 (day), or an instant.
 * @format effective-date
 */
export type EffectiveDate = string;

/**
 * A UUID in lower case.
 * @pattern ^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$
 */
export type Uuid = string;

/** A person's random subject id. It names nobody; the name is sealed under this id's key. */
export type SubjectId = Uuid;

/**
 * A personal field. In a command it is clear text; in an event it is sealed (AES-256-GCM under the subject's key).
 * @format personal
 * @minLength 1
 * @maxLength 2000
 */
export type Personal = string;

/**
 * SHA-256 in lower-case hexadecimal.
 * @pattern ^[0-9a-f]{64}$
 */
export type Sha256 = string;

/**
 * A small natural number: an ordinal or a count.
 * @asType integer
 * @minimum 1
 * @maximum 1000000000
 */
export type Ordinal = number;

/**
 * A count of things, zero allowed.
 * @asType integer
 * @minimum 0
 * @maximum 1000000000
 */
export type Count = number;

/**
 * Who may read a contribution or a liaison statement, from the widest circle to the narrowest: everybody; the group's
 * members; its Member States; those who prepare it. Judged as it is today, for past states of the record too.
 */
export type Classification = 'public' | 'members' | 'states' | 'draft';

/** Words in a language, verbatim. */
export interface Text {
  language: LanguageTag;
  text: Prose;
}

/** A person whose name is sealed under the subject id's key. */
export interface Person {
  subject: SubjectId;
  name: Personal;
  email?: Personal;
  phone?: Personal;
}

/** A file: its bytes are in the BlobStore under their SHA-256. */
export interface DocumentRef {
  sha256: Sha256;
  size: Count;
  mediaType: Line;
  fileName?: Line;
}

/** A count as the record gives it: never computed, never rounded. */
export interface QualifiedCount {
  count: Count;
  qualifier: 'exact' | 'at-least' | 'more-than' | 'about';
  /** The words of the source, for example "more than 150". */
  asWorded?: Line;
}

/** A legal instrument, for example Resolution 179 (Rev. Dubai, 2018) of the Plenipotentiary Conference. */
export interface Instrument {
  /** The body that adopted it, for example "PP" or "Council". */
  body: Line;
  kind: 'Resolution' | 'Decision' | 'Recommendation' | 'Opinion';
  number: Identifier;
  /** For example "Rev. Dubai, 2018"; absent for an instrument that was never revised. */
  revision?: Line;
}

/**
 * Who is recorded as having said or done it, verbatim, with a code as an aid.
 * `as` keeps the words of the record ("the Chair"); where they are not stated, the whole attribution is absent.
 */
export interface Attribution {
  as: Line;
  kind?: 'chair' | 'vice-chair' | 'group' | 'member-state' | 'sector-member' | 'secretariat' | 'other';
  country?: CountryCode;
}

/** Where a recorded fact comes from. */
export interface Provenance {
  /** Title or number of the document. */
  document: Line;
  /** Paragraph or section in it. */
  paragraph?: Line;
  /** The document's bytes, where they are held. */
  sha256?: Sha256;
}

/** On what authority an act was done, with its evidence. */
export interface Authority {
  /** For example "the seventeenth meeting", "the Chair". */
  by: Line;
  evidence?: Provenance;
}
