import {
  type Answer,
  type ImportOptions,
  type ImportReport,
  type ListAsk,
  type ListAnswer,
  type Receipt,
  type Submission,
  type TimelineAsk,
  type When,
  executeCommand,
  importFile,
  listGroups,
  listSubjects,
  prepare,
  replayGroup,
  showContribution,
  showGroup,
  showLiaisonStatement,
  showMeeting,
  showOutcome,
  showReport,
  showTimeline,
  type ReportAsk,
  type SummaryAsk,
  reportDocument,
  summaryDocument,
  type RenderedDocument,
} from '@acta/application';
import type { Caller, GroupCode, Identifier, Ordinal } from '@acta/domain';
import type {
  ContributionView,
  GroupView,
  LiaisonStatementView,
  MeetingSummary,
  OutcomeView,
  ReplayedAct,
  ReportView,
  TimelineItem,
} from '@acta/projections';
import { Inject, type Type } from '@nestjs/common';
import { Command, CommandHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Acta } from './open.js';

/** Injection token of the open record. */
export const ACTA = Symbol('acta');

/** Records one command of the catalogue. */
export class RecordAct extends Command<Receipt> {
  constructor(readonly submission: Submission) {
    super();
  }
}

/** Imports a file of commands as backfill. */
export class ImportCommands extends Command<ImportReport> {
  constructor(
    readonly file: string,
    readonly caller: Caller,
    readonly options: ImportOptions = {},
  ) {
    super();
  }
}

/** A question about one group at a point. */
abstract class GroupQuestion<T> extends Query<T> {
  constructor(
    readonly group: GroupCode,
    readonly when: When,
  ) {
    super();
  }
}

/** Codes of the groups in the record. */
export class ListGroups extends Query<Answer<GroupCode[]>> {
  constructor(readonly when: When) {
    super();
  }
}

export class ShowGroup extends GroupQuestion<Answer<GroupView>> {}

export class ShowMeeting extends GroupQuestion<Answer<MeetingSummary>> {
  constructor(
    group: GroupCode,
    readonly meeting: Ordinal,
    when: When,
  ) {
    super(group, when);
  }
}

export class ShowContribution extends GroupQuestion<Answer<ContributionView>> {
  constructor(
    group: GroupCode,
    readonly meeting: Ordinal,
    readonly number: Identifier,
    when: When,
  ) {
    super(group, when);
  }
}

export class ShowOutcome extends GroupQuestion<Answer<OutcomeView>> {
  constructor(
    group: GroupCode,
    readonly meeting: Ordinal,
    readonly ordinal: Ordinal,
    when: When,
  ) {
    super(group, when);
  }
}

export class ShowLiaisonStatement extends GroupQuestion<Answer<LiaisonStatementView>> {
  constructor(
    group: GroupCode,
    readonly id: Identifier,
    when: When,
  ) {
    super(group, when);
  }
}

export class ShowReport extends GroupQuestion<Answer<ReportView>> {
  constructor(
    group: GroupCode,
    readonly id: Identifier,
    when: When,
  ) {
    super(group, when);
  }
}

/** The acts of a group, as an audit lists them. */
export class ShowTimeline extends Query<Answer<TimelineItem[]>> {
  constructor(readonly ask: TimelineAsk) {
    super();
  }
}

/** The acts of a group one by one, with what each changed. */
export class ReplayGroup extends Query<Answer<Iterable<ReplayedAct>>> {
  constructor(readonly ask: TimelineAsk) {
    super();
  }
}

/** Lists and full-text search. */
export class ListSubjects extends Query<ListAnswer> {
  constructor(readonly ask: ListAsk) {
    super();
  }
}

/** A four-year or annual report as a document. */
export class ReportDocumentQuery extends Query<RenderedDocument> {
  constructor(readonly ask: ReportAsk) {
    super();
  }
}

/** A meeting's summary as a document. */
export class SummaryDocumentQuery extends Query<RenderedDocument> {
  constructor(readonly ask: SummaryAsk) {
    super();
  }
}

type Asked<R> = (Command<R> | Query<R>) & object;

/** A handler class for what `asked` asks: its one handler. */
function handler<R, Q extends Asked<R>>(
  decorate: ClassDecorator,
  asked: Type<Q>,
  answer: (acta: Acta, question: Q) => R | Promise<R>,
): Type {
  class Handler {
    constructor(private readonly acta: Acta) {}

    async execute(question: Q): Promise<R> {
      return answer(this.acta, question);
    }
  }
  Object.defineProperty(Handler, 'name', { value: `${asked.name}Handler` });
  Inject(ACTA)(Handler, undefined, 0);
  decorate(Handler);
  return Handler;
}

function carriesOut<R, C extends Command<R>>(
  command: Type<C>,
  act: (acta: Acta, command: C) => Promise<R>,
): Type {
  return handler<R, C>(CommandHandler(command), command, act);
}

function answers<R, Q extends Query<R>>(
  query: Type<Q>,
  answer: (acta: Acta, query: Q) => R | Promise<R>,
): Type {
  return handler<R, Q>(QueryHandler(query), query, answer);
}

/** Every command and query with its handler. */
export const handlers: readonly Type[] = [
  carriesOut(RecordAct, (acta, { submission }) =>
    executeCommand(submission, { ...acta, prepare: (request) => prepare(request, acta) }),
  ),
  carriesOut(ImportCommands, (acta, { file, caller, options }) => importFile(file, caller, acta, options)),
  answers(ListGroups, ({ reader }, { when }) => listGroups(reader, when)),
  answers(ShowGroup, (acta, { group, when }) => showGroup(acta, group, when)),
  answers(ShowMeeting, (acta, { when, ...which }) => showMeeting(acta, which, when)),
  answers(ShowContribution, (acta, { when, ...which }) => showContribution(acta, which, when)),
  answers(ShowOutcome, (acta, { when, ...which }) => showOutcome(acta, which, when)),
  answers(ShowLiaisonStatement, (acta, { when, ...which }) => showLiaisonStatement(acta, which, when)),
  answers(ShowReport, (acta, { when, ...which }) => showReport(acta, which, when)),
  answers(ShowTimeline, (acta, { ask }) => showTimeline(acta, ask)),
  answers(ReplayGroup, (acta, { ask }) => replayGroup(acta, ask)),
  answers(ListSubjects, (acta, { ask }) => listSubjects(acta, ask)),
  answers(ReportDocumentQuery, (acta, { ask }) => reportDocument(acta, ask)),
  answers(SummaryDocumentQuery, (acta, { ask }) => summaryDocument(acta, ask)),
];
