import {
  type AccessAsk,
  type AccessPage,
  type Answer,
  type Answered,
  type AtomFeed,
  type ChangesAnswer,
  type ChangesAsk,
  Forbidden,
  type ImportOptions,
  type HistoryAsk,
  type ImportReport,
  type InvestigationAsk,
  type Known,
  type ListAsk,
  type ListAnswer,
  type Principal,
  type StepAsk,
  type StepView,
  type Submission,
  type TimelineAsk,
  type When,
  anybody,
  atomFeed,
  executeCommand,
  findAccess,
  findActs,
  importFile,
  listGroups,
  listSubjects,
  notingReads,
  prepare,
  replayGroup,
  restrictedAmong,
  draftCorrigendum,
  staleReports,
  type DraftedCorrigendum,
  type Staleness,
  showCalendar,
  showChanges,
  showContribution,
  showGroup,
  showHistory,
  showLiaisonStatement,
  showMandateMatrix,
  showMeeting,
  showOffices,
  showOutcome,
  showRedline,
  showReport,
  showStep,
  showTimeline,
  type ReportAsk,
  type MatrixAsk,
  type SummaryAsk,
  mandateMatrixDocument,
  reportDocument,
  summaryDocument,
  type RedlineAsk,
  type RenderedDocument,
  type RenderedRedline,
} from '@acta/application';
import type { GroupCode, Identifier, Ordinal, Person } from '@acta/domain';
import type {
  CalendarView,
  ContributionView,
  Finding,
  GroupView,
  HistoryStep,
  LiaisonStatementView,
  MandateMatrix,
  MeetingSummary,
  Offices,
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
export class RecordAct extends Command<Answered> {
  constructor(readonly submission: Submission) {
    super();
  }
}

/** Imports a file of commands as backfill. */
export class ImportCommands extends Command<ImportReport> {
  constructor(
    readonly file: string,
    readonly principal: Known,
    readonly options: ImportOptions = {},
  ) {
    super();
  }
}

/** A question, and who asks it: the answer is made from what they may see. */
export abstract class Question<T> extends Query<T> {
  /** Whether the answer holds a person's name: set as it is made. */
  namesSomebody = false;

  constructor(readonly principal: Principal) {
    super();
  }
}

/** Codes of the groups in the record. */
export class ListGroups extends Question<Answer<GroupCode[]>> {
  constructor(
    principal: Principal,
    readonly when: When,
  ) {
    super(principal);
  }
}

/** A question about one thing of a group, at a point. */
abstract class ViewQuestion<Which, T> extends Question<Answer<T>> {
  constructor(
    principal: Principal,
    readonly which: Which & { group: GroupCode },
    readonly when: When,
  ) {
    super(principal);
  }
}

/** Conferences and sessions. */
export class ShowCalendar extends Question<Answer<CalendarView>> {
  constructor(
    principal: Principal,
    readonly when: When,
  ) {
    super(principal);
  }
}

export class ShowGroup extends ViewQuestion<object, GroupView> {}
export class ShowMandateMatrix extends ViewQuestion<object, MandateMatrix> {}
export class ShowOffices extends ViewQuestion<object, Offices> {}
export class ShowMeeting extends ViewQuestion<{ meeting: Ordinal }, MeetingSummary> {}
export class ShowContribution extends ViewQuestion<
  { meeting: Ordinal; number: Identifier },
  ContributionView
> {}
export class ShowOutcome extends ViewQuestion<{ meeting: Ordinal; ordinal: Ordinal }, OutcomeView> {}
export class ShowLiaisonStatement extends ViewQuestion<{ id: Identifier }, LiaisonStatementView> {}
export class ShowReport extends ViewQuestion<{ id: Identifier }, ReportView> {}

/** A question that is put in an object of its own. */
abstract class AskQuestion<Ask, T> extends Question<T> {
  constructor(
    principal: Principal,
    readonly ask: Ask,
  ) {
    super(principal);
  }
}

/** The acts of a group, as an audit lists them. */
export class ShowTimeline extends AskQuestion<TimelineAsk, Answer<TimelineItem[]>> {}

/** The acts of a group one by one, with what each changed. */
export class ReplayGroup extends AskQuestion<TimelineAsk, Answer<Iterable<ReplayedAct>>> {}

/** What was done to a subject, step by step. */
export class ShowHistory extends AskQuestion<HistoryAsk, Answer<HistoryStep[]>> {}

/** Acts of a group that an auditor looks for. */
export class FindActs extends AskQuestion<InvestigationAsk, Answer<Finding[]>> {}

/** What something became between two points, word by word. */
export class ShowRedline extends AskQuestion<RedlineAsk, RenderedRedline> {}

/** The issued reports of a group, and what of them is stale. */
export class ShowStaleReports extends AskQuestion<{ group: GroupCode; when: When }, Answer<Staleness[]>> {}

/** A report's corrigendum as it may be drafted. */
export class DraftCorrigendum extends AskQuestion<
  { group: GroupCode; id: string; when: When },
  DraftedCorrigendum
> {}

/** One step of a replay. */
export class ShowStep extends AskQuestion<StepAsk, Answer<StepView>> {}

/** What changed in a group since a point, by subject. */
export class ShowChanges extends AskQuestion<ChangesAsk, ChangesAnswer> {}

/** Lists and full-text search. */
export class ListSubjects extends AskQuestion<ListAsk, ListAnswer> {}

/** The newest acts of a group, as an Atom document. */
export class ShowAtomFeed extends AskQuestion<{ group: GroupCode }, AtomFeed> {}

/** Who was refused, who read what is restricted, who exported. */
export class FindAccess extends AskQuestion<AccessAsk, AccessPage> {}

/** A four-year or annual report as a document. */
export class ReportDocumentQuery extends AskQuestion<ReportAsk, RenderedDocument> {}

/** A meeting's summary as a document. */
export class SummaryDocumentQuery extends AskQuestion<SummaryAsk, RenderedDocument> {}

/** A group's mandate matrix as a document. */
export class MandateMatrixDocumentQuery extends AskQuestion<MatrixAsk, RenderedDocument> {}

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

/** Whatever is asked is answered from the record as the one who asks may see it. */
function answers<R, Q extends Question<R>>(
  query: Type<Q>,
  answer: (acta: Acta, query: Q) => R | Promise<R>,
): Type {
  return handler<R, Q>(QueryHandler(query), query, (acta, question) => {
    const nameOf = (person: Person): string | undefined => {
      const name = acta.nameOf(person);
      if (name !== undefined) question.namesSomebody = true;
      return name;
    };
    const reader = acta.readerFor(question.principal, notingReads(acta, question.principal));
    return answer({ ...acta, reader, nameOf }, question);
  });
}

/** Every command and query with its handler. */
export const handlers: readonly Type[] = [
  carriesOut(RecordAct, (acta, { submission }) =>
    acta.watchCommand(() =>
      executeCommand(submission, { ...acta, prepare: (request) => prepare(request, seenByAnybody(acta)) }),
    ),
  ),
  carriesOut(ImportCommands, async (acta, { file, principal, options }) => {
    const { actingAs } = acta.access.require(principal, 'import');
    if (actingAs === undefined) throw new Forbidden('import');
    const { subject, assurance } = principal;
    return importFile(file, { subject, assurance, actingAs }, acta, options);
  }),
  answers(ListGroups, ({ reader }, { when }) => listGroups(reader, when)),
  answers(ShowCalendar, (acta, { when }) => showCalendar(acta, when)),
  answers(ShowGroup, (acta, { which, when }) => showGroup(acta, which.group, when)),
  answers(ShowMandateMatrix, (acta, { which, when }) => showMandateMatrix(acta, which.group, when)),
  answers(ShowOffices, (acta, { which, when }) => showOffices(acta, which.group, when)),
  answers(ShowMeeting, (acta, { which, when }) => showMeeting(acta, which, when)),
  answers(ShowContribution, (acta, { which, when }) => showContribution(acta, which, when)),
  answers(ShowOutcome, (acta, { which, when }) => showOutcome(acta, which, when)),
  answers(ShowLiaisonStatement, (acta, { which, when }) => showLiaisonStatement(acta, which, when)),
  answers(ShowReport, (acta, { which, when }) => showReport(acta, which, when)),
  answers(ShowTimeline, (acta, { ask }) => showTimeline(acta, ask)),
  answers(ReplayGroup, (acta, { ask }) => replayGroup(acta, ask)),
  answers(FindActs, (acta, { ask }) => findActs(acta, ask)),
  answers(ShowRedline, (acta, { ask }) => showRedline(acta, ask)),
  answers(ShowStaleReports, (acta, { ask }) => staleReports(acta, ask)),
  answers(DraftCorrigendum, (acta, { ask }) => draftCorrigendum(acta, ask)),
  answers(ShowHistory, (acta, { ask }) => showHistory(acta, ask)),
  answers(ShowStep, (acta, { ask }) => showStep(acta, ask)),
  answers(ShowChanges, (acta, { ask }) => showChanges(acta, ask)),
  answers(ShowAtomFeed, (acta, { ask }) => atomFeed(acta, ask.group)),
  answers(ListSubjects, async (acta, { principal, ask }) => {
    const circle = acta.access.circleOf(principal, ask.group);
    const answer = await listSubjects({ ...acta, ...acta.listsFor(circle) }, ask);
    if (circle !== 'everybody' && principal.assurance === 'authenticated')
      restrictedAmong(answer.items, acta.classifications).forEach(notingReads(acta, principal));
    return answer;
  }),
  answers(FindAccess, (acta, { principal, ask }) => findAccess(acta, principal, ask)),
  answers(ReportDocumentQuery, (acta, { ask }) => reportDocument(acta, ask)),
  answers(SummaryDocumentQuery, (acta, { ask }) => summaryDocument(acta, ask)),
  answers(MandateMatrixDocumentQuery, (acta, { ask }) => mandateMatrixDocument(acta, ask)),
];

/** What is issued is for everybody: a report is frozen from what everybody may see. */
function seenByAnybody(acta: Acta): Acta {
  return { ...acta, reader: acta.readerFor(anybody) };
}
