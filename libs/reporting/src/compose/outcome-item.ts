import { type Grounds, type Held, type MeetingState, type Outcome, type Uuid, momentOf } from '@acta/domain';
import type { Paragraph } from '../document.js';
import { type Words, enumerated } from '../phrases/say.js';
import { type Context, words } from './context.js';
import { dateOf, line, note, quotation, recorded, whenOf } from './parts.js';

/** An outcome as a list shows it: its recorded text, whole and alone, and beneath it what is known beside it. */
export function outcomeItem(context: Context, outcome: Outcome, meeting: MeetingState): Paragraph[] {
  const { content, events } = outcome;
  return [
    recorded(context, content.text, events),
    ...standingNotes(context, outcome, meeting),
    ...attributionNotes(context, outcome),
    ...outcome.amendments.map((amendment) => amendmentNote(context, amendment)),
    ...(content.translations ?? []).map((text) =>
      quotation(context.phrases.translation(text.language), words(context, text), events),
    ),
    ...linkNotes(context, outcome),
    ...outcome.followUps.map((followUp) =>
      quotation(context.phrases.lead(context.phrases.labels.followUp), words(context, followUp.value), [
        followUp.event,
      ]),
    ),
  ];
}

/** Whether it still stands, and since when. The last of its events is the one that ended it. */
function standingNotes({ phrases }: Context, outcome: Outcome, meeting: MeetingState): Paragraph[] {
  const strong = (text: string) => note({ text, style: 'strong' }, outcome.events);
  const notes: Paragraph[] = [];
  if (outcome.status === 'rescinded') notes.push(strong(phrases.rescinded));
  if (outcome.status === 'superseded' && outcome.supersededBy !== undefined)
    notes.push(strong(phrases.supersededBy(outcome.supersededBy.ordinal, outcome.supersededBy.meeting)));
  if (outcome.status === 'provisional' && (meeting.status === 'written-up' || meeting.status === 'reopened'))
    notes.push(strong(phrases.provisional));
  if (outcome.ended !== undefined) notes.push(endNote(phrases, outcome.ended));
  const date = ownDate(outcome.recorded, meeting);
  if (date !== undefined)
    notes.push(note(phrases.fact(phrases.labels.date, dateWords(phrases, date)), [date.event]));
  return notes;
}

/** Its date, where it is not simply the meeting's. */
function ownDate(fact: Held<object>, { sitting }: MeetingState): Held<object> | undefined {
  if (fact.datedBy === 'meeting') return undefined;
  if (fact.datedBy === 'no-later-than' || sitting === undefined) return fact;
  const { start } = momentOf(dateOf(fact));
  const first = momentOf(sitting.value.from);
  const last = momentOf(sitting.value.to ?? sitting.value.from);
  return start >= first.start && start <= last.end ? undefined : fact;
}

function dateWords(phrases: Context['phrases'], fact: Held<object>): string {
  if (fact.datedBy === 'no-later-than') return phrases.knownToHoldBy(dateOf(fact));
  return fact.on === undefined ? phrases.recordedOn(dateOf(fact)) : phrases.date(fact.on);
}

/** Attribution, verb and addressees where the text itself does not say them; an absent attribution is said to be so. */
function attributionNotes({ phrases }: Context, { content, events }: Outcome): Paragraph[] {
  const { attribution, verb, addressees, text } = content;
  const said = (part: string) => text.text.toLowerCase().includes(part.toLowerCase());
  const parts: Words[] = [];
  if (attribution === undefined) parts.push(phrases.fact(phrases.labels.attribution, phrases.notStated));
  else if (!said(attribution.as)) parts.push(phrases.fact(phrases.labels.attribution, line(attribution.as)));
  if (verb !== undefined && !said(verb.as)) parts.push(phrases.fact(phrases.labels.verb, line(verb.as)));
  const unsaid = addressees?.filter((addressee) => !said(addressee)) ?? [];
  if (unsaid.length > 0) parts.push(phrases.fact(phrases.labels.addressees, phrases.list(unsaid.map(line))));
  return parts.length === 0 ? [] : [note(enumerated(parts, ' ', ' '), events)];
}

function amendmentNote(
  { phrases }: Context,
  amendment: Held<Outcome['amendments'][number]['value']>,
): Paragraph {
  const { value } = amendment;
  return note(
    [
      phrases.amended(value.class, whenOf(phrases, amendment)),
      ...groundsWords(phrases, value),
      ' ',
      stated(phrases, phrases.labels.approvedBy, value.approvedBy),
    ],
    [amendment.event],
  );
}

/** Since when it no longer stands, and why. */
function endNote(phrases: Context['phrases'], ended: NonNullable<Outcome['ended']>): Paragraph {
  return note(
    [phrases.fact(phrases.labels.date, dateWords(phrases, ended)), ...groundsWords(phrases, ended.value)],
    [ended.event],
  );
}

function groundsWords(phrases: Context['phrases'], { reason, authority }: Grounds): Words[] {
  const { labels } = phrases;
  return [
    ' ',
    stated(phrases, labels.reason, reason === '' ? undefined : reason),
    ' ',
    stated(phrases, labels.authority, authority?.by),
  ];
}

function stated(phrases: Context['phrases'], label: string, words: string | undefined): Words {
  return phrases.fact(label, words === undefined ? phrases.notStated : line(words));
}

function linkNotes({ phrases }: Context, { content, events }: Outcome): Paragraph[] {
  const { labels } = phrases;
  const { contributions = [], liaisonStatements = [], clauses = [] } = content.links ?? {};
  const kinds: [string, readonly string[]][] = [
    [labels.contributions, contributions],
    [labels.liaisonStatements, liaisonStatements],
    [labels.clauses, clauses],
  ];
  const links = kinds
    .filter(([, ids]) => ids.length > 0)
    .map(([label, ids]) => [phrases.lead(label), phrases.list(ids)]);
  return links.length === 0
    ? []
    : [note(phrases.fact(phrases.linked, enumerated(links, '; ', '; ')), events)];
}

/** Events of the outcomes, for what is said of all of them. */
export function outcomeEvents({ outcomes }: MeetingState): Uuid[] {
  return [...outcomes.values()].flatMap(({ events }) => events.slice(0, 1));
}
