import type { MeetingState, Ordinal, Uuid } from '@acta/domain';
import type { Block, Paragraph } from '../document.js';
import type { Words } from '../phrases/say.js';
import { type Authored, authoredParagraphs } from './authored.js';
import { type Context, meetingName, words } from './context.js';
import { contributionBlocks } from './contribution-table.js';
import { wasHeld } from './coverage.js';
import { outcomeEvents, outcomeItem } from './outcome-item.js';
import { type Fact, factsNote, generated, line, list, note, recorded } from './parts.js';

export function sittingEvents({ sitting }: MeetingState): Uuid[] {
  return sitting === undefined ? [] : [sitting.event];
}

/** A meeting in a report: what introduces it, its outcomes in order, and what is known of it beside them. */
export function meetingBlocks(
  context: Context,
  authored: Authored,
  [ordinal, meeting]: readonly [Ordinal, MeetingState],
  number: string,
): Block[] {
  const introduced = authoredParagraphs(context, authored, 'meeting', {
    meeting: ordinal,
    firstNumber: number,
  });
  const lead = introduced.length > 0 ? introduced : [leadIn(context, ordinal, meeting, number)];
  if (!wasHeld(meeting))
    return [...lead, ...(meeting.outcomes.size === 0 ? [] : outcomeBlocks(context, meeting))];
  return [
    ...lead,
    ...outcomeBlocks(context, meeting),
    factsNote(context.phrases, meetingFacts(context, meeting)),
    ...narrativeBlocks(context, meeting),
    ...contributionBlocks(context, ordinal, meeting),
  ];
}

/** The sentence that introduces a meeting where nobody has authored one. */
export function leadIn(
  context: Context,
  ordinal: Ordinal,
  meeting: MeetingState,
  number?: string,
): Paragraph {
  const { phrases } = context;
  const name = meetingName(context, ordinal, meeting);
  const say = (content: Words) => generated(content, sittingEvents(meeting), number);
  switch (meeting.status) {
    case 'cancelled':
      return say(phrases.meetingCancelled(name));
    case 'unknown':
    case 'planned':
      return say(phrases.meetingPlanned(name));
    case 'opened':
    case 'closed':
    case 'written-up':
    case 'reopened':
      return say(meeting.outcomes.size > 0 ? phrases.mainOutcomes(name) : phrases.meetingHeld(name));
  }
}

/** The outcomes, those superseded or rescinded among them, and what holds for all of them. */
export function outcomeBlocks(context: Context, meeting: MeetingState): Block[] {
  const { phrases } = context;
  const outcomes = [...meeting.outcomes.values()].sort((a, b) => a.ordinal - b.ordinal);
  if (outcomes.length === 0) return [note(phrases.noOutcomeRecorded, [])];
  const remarks = [
    ...(meeting.status === 'written-up' || meeting.status === 'reopened' || allIssued(meeting)
      ? []
      : [phrases.meetingNotWrittenUp]),
    ...(meeting.status === 'reopened' ? [phrases.meetingReopened] : []),
    ...(outcomes.some(({ recorded: { datedBy } }) => datedBy === 'meeting')
      ? [phrases.outcomesDatedByMeeting]
      : []),
    ...(outcomes.every(({ followUps }) => followUps.length === 0) ? [phrases.noFollowUpRecorded] : []),
  ];
  return [
    list(outcomes.map((outcome) => outcomeItem(context, outcome, meeting))),
    ...(remarks.length === 0 ? [] : [note(remarks.join(' '), outcomeEvents(meeting))]),
  ];
}

function allIssued({ outcomes }: MeetingState): boolean {
  return [...outcomes.values()].every(({ status }) => status !== 'provisional');
}

/** Place, chair, counts and documents, as the record gives them; what a reader would miss is said to be absent. */
export function meetingFacts(context: Context, meeting: MeetingState): Fact[] {
  const { phrases } = context;
  const { labels, notInTheRecord } = phrases;
  const sat = sittingEvents(meeting);
  return [
    { label: labels.place, value: placeWords(context, meeting), restsOn: sat },
    {
      label: labels.chairedBy,
      value: chairWords(context, meeting) ?? notInTheRecord,
      restsOn: meeting.chair === undefined ? sat : [meeting.chair.event],
    },
    ...countFacts(context, meeting),
    ...(meeting.citationLabel === undefined
      ? []
      : [{ label: labels.citedAs, value: line(meeting.citationLabel), restsOn: sat }]),
    ...(meeting.writtenUp?.value.document === undefined
      ? []
      : [
          {
            label: labels.document,
            value: line(meeting.writtenUp.value.document),
            restsOn: [meeting.writtenUp.event],
          },
        ]),
  ];
}

function placeWords({ phrases }: Context, { sitting }: MeetingState): Words {
  const { place, mode } = sitting?.value ?? {};
  if (place === undefined) return mode === undefined ? phrases.notInTheRecord : phrases.modes[mode];
  return mode === undefined ? line(place) : [line(place), phrases.aside(phrases.modes[mode])];
}

function chairWords({ phrases, nameOf }: Context, { chair }: MeetingState): Words | undefined {
  if (chair === undefined) return undefined;
  const { person, as } = chair.value;
  const name = person === undefined ? undefined : (nameOf(person) ?? phrases.nameNotShown);
  if (name === undefined) return as === undefined ? undefined : line(as);
  return as === undefined ? name : [line(name), phrases.aside(line(as))];
}

/** Counts as given. Participants and contributions are always spoken of: a reader would ask for them. */
function countFacts({ phrases }: Context, meeting: MeetingState): Fact[] {
  const counts = [...meeting.counts.values()];
  const missing = (['participants', 'contributions'] as const)
    .filter((of) => !counts.some(({ value }) => value.of === of))
    .filter((of) => of !== 'contributions' || meeting.contributions.size === 0);
  return [
    ...counts.map(({ value: { of, category, count }, event }) => ({
      label: phrases.counted[of],
      value: [
        count.asWorded === undefined ? phrases.count(count) : line(count.asWorded),
        category === undefined ? '' : phrases.aside(line(category)),
      ],
      restsOn: [event],
    })),
    ...missing.map((of) => ({
      label: phrases.counted[of],
      value: phrases.notInTheRecord,
      restsOn: sittingEvents(meeting),
    })),
  ];
}

/** What was said, by agenda item, in the agenda's order where it is known. */
export function narrativeBlocks(context: Context, meeting: MeetingState): Block[] {
  const { phrases } = context;
  if (meeting.narrative.size === 0) return [];
  const agenda = meeting.agenda?.value.items ?? [];
  const order = (item: string) => {
    const at = agenda.findIndex(({ number }) => number === item);
    return at === -1 ? agenda.length : at;
  };
  const narrative = [...meeting.narrative.values()].sort((a, b) => order(a.value.item) - order(b.value.item));
  return narrative.flatMap(({ value: { item, text }, event }) => {
    const title = agenda.find(({ number }) => number === item)?.title;
    const name = phrases.agendaItem(item);
    const label: Words =
      title === undefined
        ? { text: name, style: 'strong' }
        : [
            { text: phrases.lead(name), style: 'strong' },
            { ...words(context, title), style: 'strong' },
          ];
    const agendaEvents = title === undefined ? [] : [meeting.agenda?.event];
    return [generated(label, [...agendaEvents, event]), recorded(context, text, [event])];
  });
}
