import { type OfficerAppointed, dayOf } from '@acta/domain';
import { inOffice } from '@acta/projections';
import type { Block, Paragraph } from '../document.js';
import { type Context, groupName, groupNameAt, meetingName, nameEvents, words } from './context.js';
import type { Covered } from './coverage.js';
import { dateOf, generated, line, list, whenOf } from './parts.js';

/** The introduction where nobody has authored one: the group, its legal basis, its officers, and what is covered. */
export function introductionBlocks(
  context: Context,
  covered: Covered,
  numbered: (n: number) => string,
): Block[] {
  const parts: Block[][] = [
    [groupParagraph(context)],
    ...nameParagraphs(context).map((paragraph) => [paragraph]),
    mandateBlocks(context),
    ...participationParagraphs(context).map((paragraph) => [paragraph]),
    ...officerParagraphs(context).map((paragraph) => [paragraph]),
    [coverageParagraph(context, covered)],
    ...terminationParagraphs(context).map((paragraph) => [paragraph]),
  ];
  return parts.flatMap(([first, ...rest], i) =>
    first?.type === 'paragraph' ? [{ ...first, number: numbered(i + 1) }, ...rest] : [],
  );
}

function groupParagraph(context: Context): Paragraph {
  const { phrases, record } = context;
  const { established } = record.group;
  const name = groupName(context);
  const restsOn = [established?.event, ...nameEvents(context)];
  if (established?.datedBy === 'no-later-than' && established.on !== undefined)
    return generated(phrases.groupKnownBy(name, established.on), restsOn);
  return generated(phrases.establishedGroup(name, established?.on && phrases.dated(established.on)), restsOn);
}

function nameParagraphs(context: Context): Paragraph[] {
  const { phrases, record } = context;
  const { names } = record.group;
  if (names.length < 2) return [];
  const borne = names.map((name) => ({
    group: groupNameAt(context, name.key),
    since: name.on && whenOf(phrases, name),
  }));
  return [
    generated(
      phrases.earlierNames(borne),
      names.map(({ event }) => event),
    ),
  ];
}

/** The instruments in force, each with its title where it is recorded. */
export function instrumentItems(context: Context): Paragraph[][] {
  const { phrases, record } = context;
  return [...record.group.mandate.values()].map(({ value: { instrument, title }, event }) => [
    generated(
      [phrases.instrument(instrument), ...(title === undefined ? [] : [', ', words(context, title)])],
      [event],
    ),
  ]);
}

function mandateBlocks(context: Context): Block[] {
  const { phrases, record } = context;
  const items = instrumentItems(context);
  if (items.length === 0) return [generated(phrases.noMandateInTheRecord, [])];
  const restsOn = [...record.group.mandate.values()].map(({ event }) => event);
  return [generated(phrases.mandateRestsOn, restsOn), list(items)];
}

function participationParagraphs({ phrases, record }: Context): Paragraph[] {
  const { participation } = record.group;
  if (participation === undefined) return [];
  const open = phrases.list(participation.value.openTo.map(line));
  return [generated(phrases.fact(phrases.labels.openTo, open), [participation.event])];
}

/** Who is in office at the document's moment. */
function officerParagraphs(context: Context): Paragraph[] {
  const { phrases, record, point } = context;
  const today = dayOf(point.at);
  const officers = inOffice(record.officers, today);
  if (officers.length === 0) return [generated(phrases.noOfficerInTheRecord, [])];
  const named = officers.map(({ value, event }) => generated(officerWords(context, value), [event]));
  const chaired = officers.some(({ value: { office } }) => office === 'chair');
  return chaired ? named : [generated(phrases.noChairInTheRecord, []), ...named];
}

function officerWords(
  { phrases, nameOf }: Context,
  { office, person, administration, from, to }: OfficerAppointed,
) {
  const name = line(nameOf(person) ?? phrases.nameNotShown);
  const named = administration === undefined ? [name] : [name, phrases.aside(line(administration))];
  return phrases.officer(office, named, from, to);
}

function coverageParagraph(context: Context, { meetings, restsOn }: Covered): Paragraph {
  const { phrases } = context;
  if (meetings.length === 0) return generated(phrases.noMeetingInTheRecord, restsOn);
  const named = meetings.map(([ordinal, meeting]) =>
    phrases.enumeratedMeeting(meetingName(context, ordinal, meeting), meeting.citationLabel),
  );
  return generated(phrases.coversMeetings(named), [
    ...restsOn,
    ...meetings.map(([, { sitting }]) => sitting?.event),
  ]);
}

function terminationParagraphs(context: Context): Paragraph[] {
  const { terminated } = context.record.group;
  if (terminated === undefined) return [];
  const when = context.phrases.dated(dateOf(terminated));
  return [generated(context.phrases.groupTerminated(groupName(context), when), [terminated.event])];
}
