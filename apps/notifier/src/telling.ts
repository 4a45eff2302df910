import { addressOfSubject } from '@acta/application';
import { type Instant, momentOf } from '@acta/domain';
import { oneLine, phraseFor, phrasesFor, printable, subjectNamed } from '@acta/reporting';
import { noticePhrasesFor } from './phrases.js';
import type { Notice, NoticedAct, Subscription } from '@acta/application/notify';
import { clockOf, dayShownAt } from './zone.js';

/** To whom something is told: in their language, by their clock. */
export type Reader = Pick<Subscription, 'language' | 'zone'>;

/** A notice in words. */
export interface Told {
  /** What happened, or is due, without a full stop: "Outcome 3 of the fifteenth meeting was amended". */
  title: string;
  /** The record's own words, if it has some: as many as there is room for. */
  words?: { text: string; language: string; isCut: boolean };
  /** Why it was done. */
  reason?: string;
  /** When it took effect, and when it was recorded. */
  when?: string;
  /** The want that it answers. */
  why: string;
}

/** Characters of the record's words that are told; the record has the rest. */
const MOST_WORDS = 600;
/** Characters of a reason, which stands on its line. */
const MOST_REASON = 1_000;

/** Puts a notice into words. */
export function tell(notice: Notice, reader: Reader): Told {
  const { about } = notice;
  return {
    title: titleOf(notice, reader),
    ...(about.words === undefined
      ? {}
      : {
          words: { ...cut(printable(about.words.text).trim(), MOST_WORDS), language: about.words.language },
        }),
    ...(about.kind === 'act' ? { ...reasonOf(about, reader), when: whenOf(about, reader) } : {}),
    why: oneLine(noticePhrasesFor(reader.language).want(notice.want)),
  };
}

function titleOf({ subject, about, want }: Notice, { language }: Reader): string {
  const phrases = phrasesFor(language);
  const own = noticePhrasesFor(language);
  const name = phrases.subject(subjectNamed(subject));
  if (about.kind === 'act') return oneLine(`${name} ${phraseFor(phrases.note.acts, about.type)}`);
  const day = phrases.dated(about.due);
  return oneLine(
    want.kind === 'liaison-due' ? own.liaisonDue(name, want.addressee, day) : own.contributionsDue(name, day),
  );
}

function reasonOf({ reason }: NoticedAct, { language }: Reader): Pick<Told, 'reason'> {
  if (reason === undefined) return {};
  const { lead, labels } = phrasesFor(language);
  return { reason: `${lead(labels.reason)}${ended(cut(oneLine(reason), MOST_REASON).text)}` };
}

function whenOf({ recordedAt, effectiveAt }: NoticedAct, reader: Reader): string {
  const phrases = noticePhrasesFor(reader.language);
  const recorded = momentTold(recordedAt, reader);
  if (effectiveAt === undefined) return phrases.tookEffectAndRecorded(recorded);
  const took =
    momentOf(effectiveAt).precision === 'instant'
      ? momentTold(effectiveAt, reader)
      : phrasesFor(reader.language).dated(effectiveAt);
  return `${phrases.tookEffect(took)} ${phrases.recorded(recorded)}`;
}

/** "on 3 May 2026 at 14:05 (Europe/Zurich)". */
export function momentTold(at: Instant, { language, zone }: Reader): string {
  const clock = clockOf(zone);
  const moment = Date.parse(at);
  const time = new Date(clock.shownAt(moment)).toISOString().slice(11, 16);
  return noticePhrasesFor(language).moment(phrasesFor(language).dated(dayShownAt(clock, moment)), time, zone);
}

/** Units of a text, to a character as readers count them, that are looked at: some are made of many. */
const UNITS_EACH = 10;

/** The first so many characters, up to the end of a word. */
function cut(text: string, most: number): { text: string; isCut: boolean } {
  if (text.length <= most) return { text, isCut: false };
  const looked = text.slice(0, most * UNITS_EACH);
  const characters = [...new Intl.Segmenter().segment(looked)].map(({ segment }) => segment);
  // What is looked at may end within a character.
  if (looked.length < text.length) characters.pop();
  else if (characters.length <= most) return { text, isCut: false };
  const start = characters.slice(0, most).join('');
  const word = start.replace(/[\s,;:]+\S*$/, '');
  // A word as long as the whole, or a script without spaces, is cut where it stands.
  return { text: `${word.length > start.length / 2 ? word : start}…`, isCut: true };
}

/** With a full stop, unless it ends otherwise. */
function ended(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** Where the record shows what a notice is about. @param record its address, without a slash at the end */
export function placeInRecord({ subject }: Notice, record: string): string {
  return record + addressOfSubject(subject);
}
