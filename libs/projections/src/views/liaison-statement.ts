import type {
  Addressee,
  Classification,
  Day,
  DocumentRef,
  GroupCode,
  Held,
  Identifier,
  LiaisonResponseRecorded,
  LiaisonState,
  LiaisonStatus,
  Line,
  Ordinal,
  Text,
  Uuid,
} from '@acta/domain';
import type { GroupRecord } from '../record.js';
import { refOf } from '../subjects.js';
import {
  type Basis,
  type NameOf,
  type PersonView,
  basisOf,
  personView,
  present,
  withBasis,
} from './parts.js';

/** A liaison statement as it stood, and what became of it with each addressee. */
export interface LiaisonStatementView {
  readonly ref: string;
  /** For example CWG-COP-o-1. */
  readonly id: string;
  readonly group: GroupCode;
  readonly direction: 'outgoing' | 'incoming';
  /** Its number in the outgoing or the incoming series. */
  readonly ordinal: Ordinal;
  readonly status: Exclude<LiaisonStatus, 'unknown'>;
  readonly classification: Classification;
  readonly meeting?: Ordinal;
  readonly ordinalInMeeting?: Ordinal;
  readonly from?: Line;
  readonly addressees: readonly AddresseeView[];
  readonly subject?: Text;
  readonly body?: Text;
  readonly questions: readonly Line[];
  readonly approvalLevel?: Line;
  readonly contacts: readonly PersonView[];
  readonly attachments: readonly DocumentRef[];
  readonly entered?: Basis;
  readonly approved?: { readonly by: Line; readonly basis: Basis };
  readonly sent?: Basis;
  /** The statement that it answers. */
  readonly inReplyTo?: Identifier;
  /** Statements in the record that answer it, sent or received ones alone. */
  readonly replies: readonly Identifier[];
  /** Incoming: the sent reply that settles it. */
  readonly settledBy?: Identifier;
  /** Something that it asks for by a day was not there when that day had passed. */
  readonly overdue: boolean;
  readonly events: readonly Uuid[];
  /** What a change names as what it saw: the revision of the stream's event that touched it last. */
  readonly etag: string;
}

/** One addressee, with what is known of its answer. */
export interface AddresseeView {
  readonly name: Line;
  /** Absent: not in the record. */
  readonly purpose?: Addressee['purpose'];
  /** As set in the statement. */
  readonly deadline?: Day;
  /** The last day for an answer, agreed extensions counted. */
  readonly due?: Day;
  /** Absent until the statement is sent or received, and once it is withdrawn. */
  readonly state?: AddresseeState;
  readonly overdue: boolean;
  /** Oldest first. */
  readonly responses: readonly (LiaisonResponseRecorded & { readonly basis: Basis })[];
  /** The statement by which it answered, where the record links one. */
  readonly reply?: Identifier;
}

/**
 * `awaited`: something was asked (action, comment, or anything by a day) and no answer is recorded. `replied`: another
 * statement in the record answers this one, and no response says more. `no-reply-recorded`: nothing asked, nothing came.
 */
export type AddresseeState =
  LiaisonResponseRecorded['response'] | 'awaited' | 'replied' | 'no-reply-recorded';

/** A statement that answers another. */
export interface Reply {
  id: Identifier;
  from?: Line;
}

/** @param day the day, UTC, as of which it is overdue or not. Undefined where the statement is not in the record. */
export function liaisonStatementView(
  { liaison }: Pick<GroupRecord, 'liaison'>,
  id: Identifier,
  day: Day,
  nameOf: NameOf,
): LiaisonStatementView | undefined {
  const state = liaison.get(id);
  return state === undefined ? undefined : statementOf(id, state, repliesTo(id, liaison), day, nameOf);
}

/** The statements that answer one and have gone out or come in, in the order of the map. */
export function repliesTo(id: Identifier, among: Iterable<readonly [string, LiaisonState]>): Reply[] {
  const replies: Reply[] = [];
  for (const [reply, { status, content }] of among)
    if (content?.inReplyTo === id && (status === 'sent' || status === 'received'))
      replies.push(present({ id: reply, from: content.from }));
  return replies;
}

function statementOf(
  id: Identifier,
  state: LiaisonState,
  replies: readonly Reply[],
  day: Day,
  nameOf: NameOf,
): LiaisonStatementView | undefined {
  const { status, direction, place, content, approved, sent, entered } = state;
  if (status === 'unknown' || direction === undefined || place === undefined || content === undefined)
    return undefined;
  const { group, ordinal, meeting, ordinalInMeeting } = place;
  const addressees = addresseesOf(state, replies).map((each) => addresseeView(each, day));
  return present({
    ref: refOf.liaisonStatement(group, `${direction === 'outgoing' ? 'o' : 'i'}-${ordinal}`),
    id,
    group,
    direction,
    ordinal,
    status,
    classification: state.classification,
    meeting,
    ordinalInMeeting,
    from: content.from,
    addressees,
    subject: content.subject,
    body: content.body,
    questions: content.questions ?? [],
    approvalLevel: content.approvalLevel,
    contacts: (content.contacts ?? []).map((person) => personView(person, nameOf)),
    attachments: content.attachments ?? [],
    entered: entered && basisOf(entered),
    approved: approved && withBasis(approved),
    sent: sent && basisOf(sent),
    inReplyTo: content.inReplyTo,
    replies: replies.map((reply) => reply.id),
    settledBy: direction === 'incoming' ? replies[0]?.id : undefined,
    overdue: addressees.some(({ overdue }) => overdue),
    events: [...state.events],
    etag: String(state.revision),
  });
}

/** An addressee, what it answered, and whether an answer is still awaited. */
export interface AddresseeStanding {
  addressee: Addressee;
  due?: Day;
  state?: AddresseeState;
  /** Something was asked of it and is not settled. */
  awaiting: boolean;
  responses: readonly Held<LiaisonResponseRecorded>[];
  reply?: Identifier;
}

/** How a statement stands with each of its addressees. */
export function addresseesOf(state: LiaisonState, replies: readonly Reply[]): AddresseeStanding[] {
  const { content, status, direction, place } = state;
  const addressees = content?.addressees ?? [];
  const settled = direction === 'incoming' && replies.length > 0;
  return addressees.map((addressee) => {
    const responses = state.responses.get(addressee.name) ?? [];
    const sole = addressees.length === 1;
    const named = responses.flatMap(({ value }) => value.reply ?? []);
    const answer = replies.find(
      ({ id, from }) =>
        !named.includes(id) && (sole || (direction === 'incoming' ? place?.group : from) === addressee.name),
    )?.id;
    const current = status === 'sent' || status === 'received';
    const standing = current ? stateOf(addressee, responses, answer) : undefined;
    return present({
      addressee,
      due:
        responses.findLast(({ value }) => value.response === 'extension-agreed')?.value.deadline ??
        addressee.deadline,
      state: standing,
      awaiting: standing !== undefined && !settled && asks(addressee) && !SETTLED.has(standing),
      responses,
      reply: answer ?? named.at(-1),
    });
  });
}

const SETTLED: ReadonlySet<AddresseeState> = new Set(['action-taken', 'declined', 'replied']);

/** Whether it asks for something: action or comment by its purpose, or anything at all by a day. */
function asks({ purpose, deadline }: Addressee): boolean {
  return purpose?.code === 'action' || purpose?.code === 'comment' || deadline !== undefined;
}

/** What settles holds over what only acknowledges or extends; of either, the newest. */
function stateOf(
  addressee: Addressee,
  responses: readonly Held<LiaisonResponseRecorded>[],
  answer: Identifier | undefined,
): AddresseeState {
  const given = responses.map(({ value }) => value.response);
  const settling = given.findLast((response) => SETTLED.has(response));
  if (settling !== undefined) return settling;
  if (answer !== undefined) return 'replied';
  return given.at(-1) ?? (asks(addressee) ? 'awaited' : 'no-reply-recorded');
}

function addresseeView(standing: AddresseeStanding, day: Day): AddresseeView {
  const { addressee, due, state, awaiting, responses, reply } = standing;
  return present({
    name: addressee.name,
    purpose: addressee.purpose,
    deadline: addressee.deadline,
    due,
    state,
    overdue: awaiting && due !== undefined && due < day,
    responses: responses.map(withBasis),
    reply,
  });
}
