import { type Addressee, type LiaisonState, type Ordinal, type Uuid, momentOf } from '@acta/domain';
import type { Block, Paragraph } from '../document.js';
import { type Words, enumerated } from '../phrases/say.js';
import { type Context, words } from './context.js';
import type { Covered } from './coverage.js';
import { generated, heading, line, note, recorded, whenOf } from './parts.js';

type Statement = readonly [id: string, state: LiaisonState];

/**
 * The statements of a report: those of its meetings, and those of no meeting that were sent or came in its period. A
 * draft is no act of the group, so it is not among them, nor is a draft that was withdrawn.
 */
export function liaisonOf({ record }: Context, { meetings, period }: Covered): Statement[] {
  const ordinals = new Set<Ordinal>(meetings.map(([ordinal]) => ordinal));
  return [...record.liaison].filter(([, state]) => {
    if (!isShown(state)) return false;
    if (state.place?.meeting !== undefined) return ordinals.has(state.place.meeting);
    const key = (state.sent ?? state.approved ?? state.entered)?.key;
    if (period === undefined || key === undefined) return false;
    return key >= momentOf(period.start).start && key < momentOf(period.end).start;
  });
}

/** One that came into the record withdrawn is shown: what it was before is not known. */
function isShown({ status, before }: LiaisonState): boolean {
  const life = status === 'withdrawn' ? (before ?? 'sent') : status;
  return life === 'approved' || life === 'sent' || life === 'received';
}

/** A row for each statement and addressee. */
export function liaisonBlocks(context: Context, statements: readonly Statement[]): Block[] {
  const { phrases } = context;
  const { labels } = phrases;
  if (statements.length === 0) return [note(phrases.noLiaisonStatement, [])];
  return [
    {
      type: 'table',
      caption: phrases.liaisonCaption,
      header: [labels.statement, labels.to, labels.purpose, labels.date, labels.deadline, labels.becameOf],
      rows: statements.flatMap(([id, state]) =>
        (state.content?.addressees ?? []).map((addressee) => row(context, id, state, addressee)),
      ),
    },
  ];
}

/** The words of the statements themselves, where the record holds them. */
export function liaisonTexts(context: Context, statements: readonly Statement[]): Block[] {
  const { phrases } = context;
  return statements.flatMap(([id, { content, events }]): Block[] => {
    const { body, questions = [] } = content ?? {};
    if (body === undefined && questions.length === 0) return [];
    return [
      heading(2, id),
      ...(body === undefined ? [] : [recorded(context, body, events)]),
      ...questions.map((question) =>
        generated([phrases.lead(phrases.labels.questions), line(question)], events),
      ),
    ];
  });
}

function row(context: Context, id: string, state: LiaisonState, addressee: Addressee): Paragraph[] {
  const { phrases } = context;
  const { events } = state;
  return [
    generated(statementWords(context, id, state), events),
    generated(addresseeWords(context, state, addressee), events),
    generated(purposeWords(context, addressee), events),
    generated(dateWords(context, state), events),
    generated(
      addressee.deadline === undefined ? phrases.noneRecorded : phrases.date(addressee.deadline),
      events,
    ),
    generated(...whatBecame(context, id, state, addressee)),
  ];
}

function statementWords(
  context: Context,
  id: string,
  { direction = 'outgoing', place, content }: LiaisonState,
): Words {
  const { phrases } = context;
  const name = phrases.liaisonOf(id, direction, place?.meeting);
  return content?.subject === undefined ? [name] : [phrases.lead(name), words(context, content.subject)];
}

/** Whom it is to; for an incoming one, whom it is from as well. */
function addresseeWords(
  { phrases }: Context,
  { content, direction }: LiaisonState,
  { name }: Addressee,
): Words {
  if (direction !== 'incoming' || content?.from === undefined) return [line(name)];
  return [line(name), phrases.aside([phrases.lead(phrases.labels.from), line(content.from)])];
}

/** The words of the record before the code, which is an aid. */
function purposeWords({ phrases }: Context, { purpose }: Addressee): Words {
  if (purpose?.as !== undefined) return line(purpose.as);
  return purpose?.code === undefined ? phrases.notInTheRecord : phrases.purposes[purpose.code];
}

function dateWords({ phrases }: Context, state: LiaisonState): string {
  const status = phrases.liaisonStates[state.status];
  const fact = state.sent ?? (state.direction === 'incoming' ? state.entered : state.approved);
  if (fact === undefined) return status;
  const date = `${status} ${whenOf(phrases, fact)}`;
  return fact.datedBy === 'meeting' ? `${date} (${phrases.datedByItsMeeting})` : date;
}

/** What one addressee did with it, the statements that answer it, and whether a deadline has passed without either. */
function whatBecame(
  context: Context,
  id: string,
  state: LiaisonState,
  { name, deadline }: Addressee,
): [Words, Uuid[]] {
  const { phrases, record, point } = context;
  const responses = state.responses.get(name) ?? [];
  const replies = [...record.liaison].filter(([, reply]) => answers(reply, id, state, name));
  const parts: Words[] = responses.map((response) => {
    const { value } = response;
    return [
      `${phrases.responses[value.response]} ${whenOf(phrases, response)}`,
      ...(value.deadline === undefined ? [] : [`, ${phrases.newDeadline(value.deadline)}`]),
      ...(value.words === undefined ? [] : [', ', phrases.quoted(words(context, value.words))]),
      ...(value.reply === undefined ? [] : [`, ${phrases.answeredBy(value.reply)}`]),
    ];
  });
  const told = new Set(responses.map(({ value }) => value.reply));
  for (const [reply] of replies) if (!told.has(reply)) parts.push(phrases.answeredBy(reply));
  if (parts.length === 0) parts.push(phrases.noReplyRecorded);
  const due = responses.findLast(({ value }) => value.deadline !== undefined)?.value.deadline ?? deadline;
  const settled =
    replies.length > 0 ||
    responses.some(
      ({ value }) =>
        value.response === 'action-taken' || value.response === 'declined' || value.reply !== undefined,
    );
  if (due !== undefined && !settled && state.status !== 'withdrawn' && point.at > momentOf(due).end)
    parts.push({ text: phrases.overdue, style: 'strong' });
  return [enumerated(parts, '; ', '; '), [...state.events, ...replies.flatMap(([, reply]) => reply.events)]];
}

/** Whether `reply` answers the statement on this addressee's part. */
function answers(
  reply: LiaisonState,
  id: string,
  { direction, content }: LiaisonState,
  addressee: string,
): boolean {
  if (reply.content?.inReplyTo !== id) return false;
  if (direction === 'incoming') return reply.status === 'sent';
  return (
    reply.status === 'received' && (content?.addressees.length === 1 || reply.content.from === addressee)
  );
}
