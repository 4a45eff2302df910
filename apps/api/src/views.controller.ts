import {
  ListGroups,
  ReplayGroup,
  ShowContribution,
  ShowGroup,
  ShowLiaisonStatement,
  ShowMeeting,
  ShowOffices,
  ShowOutcome,
  ShowReport,
  ShowTimeline,
} from '@acta/runtime';
import { reportId } from '@acta/application';
import type {
  ContributionView,
  GroupView,
  LiaisonStatementView,
  MeetingSummary,
  Offices,
  OutcomeView,
  ReplayedAct,
  ReportView,
  TimelineItem,
} from '@acta/projections';
import { Controller, Get, Param, ParseIntPipe, Query } from '@nestjs/common';
import { Requires } from './access/access.guard.js';
import { AnswerDesk, Asked, type Asking } from './answer.js';
import { Documented, reads, ref } from './contract/documented.js';
import type { AnswerJson, PageJson } from './contract/wire.js';
import { ReportPath } from './report-path.js';
import { TimelineDto } from './timeline.dto.js';
import { WhenDto, whenOf } from './when.dto.js';

/** The views of a group's record, as JSON. */
@Controller('groups')
@Requires('read-public')
export class ViewsController {
  constructor(private readonly desk: AnswerDesk) {}

  @Get()
  @Documented({
    id: 'list-groups',
    summary: 'List the groups in the record',
    ...reads.value({ type: 'array', items: ref('GroupCode'), examples: [['CWG-COP']] }),
  })
  async groups(@Asked() asked: Asking, @Query() when: WhenDto): Promise<AnswerJson<string[]>> {
    return this.desk.answer(asked, new ListGroups(asked.principal, whenOf(when)));
  }

  @Get(':group')
  @Documented({
    id: 'group',
    summary: 'Show a group: names, mandate, terms of reference, officers',
    ...reads.view('GroupView'),
  })
  async group(
    @Asked() asked: Asking,
    @Param('group') group: string,
    @Query() when: WhenDto,
  ): Promise<AnswerJson<GroupView>> {
    return this.desk.answer(asked, new ShowGroup(asked.principal, { group }, whenOf(when)));
  }

  @Get(':group/offices')
  @Documented({
    id: 'offices',
    summary: 'Show who stood for a group on a day: officers, chairs of meetings, contacts, terms in force',
    ...reads.view('Offices'),
  })
  async offices(
    @Asked() asked: Asking,
    @Param('group') group: string,
    @Query() when: WhenDto,
  ): Promise<AnswerJson<Offices>> {
    return this.desk.answer(asked, new ShowOffices(asked.principal, { group }, whenOf(when)));
  }

  @Get(':group/meetings/:meeting')
  @Documented({
    id: 'meeting',
    summary: 'Show a meeting: all that the record holds of it',
    ...reads.view('MeetingSummary'),
  })
  async meeting(
    @Asked() asked: Asking,
    @Param('group') group: string,
    @Param('meeting', ParseIntPipe) meeting: number,
    @Query() when: WhenDto,
  ): Promise<AnswerJson<MeetingSummary>> {
    return this.desk.answer(asked, new ShowMeeting(asked.principal, { group, meeting }, whenOf(when)));
  }

  @Get(':group/meetings/:meeting/outcomes/:ordinal')
  @Documented({
    id: 'outcome',
    summary: 'Show an outcome and what became of it',
    ...reads.view('OutcomeView'),
  })
  async outcome(
    @Asked() asked: Asking,
    @Param('group') group: string,
    @Param('meeting', ParseIntPipe) meeting: number,
    @Param('ordinal', ParseIntPipe) ordinal: number,
    @Query() when: WhenDto,
  ): Promise<AnswerJson<OutcomeView>> {
    return this.desk.answer(
      asked,
      new ShowOutcome(asked.principal, { group, meeting, ordinal }, whenOf(when)),
    );
  }

  @Get(':group/meetings/:meeting/contributions/:number')
  @Documented({
    id: 'contribution',
    summary: 'Show a contribution and what became of it',
    ...reads.view('ContributionView'),
  })
  async contribution(
    @Asked() asked: Asking,
    @Param('group') group: string,
    @Param('meeting', ParseIntPipe) meeting: number,
    @Param('number') number: string,
    @Query() when: WhenDto,
  ): Promise<AnswerJson<ContributionView>> {
    return this.desk.answer(
      asked,
      new ShowContribution(asked.principal, { group, meeting, number }, whenOf(when)),
    );
  }

  @Get(':group/liaison-statements/:id')
  @Documented({
    id: 'liaison-statement',
    summary: 'Show a liaison statement and its responses',
    ...reads.view('LiaisonStatementView'),
  })
  async liaisonStatement(
    @Asked() asked: Asking,
    @Param('group') group: string,
    @Param('id') id: string,
    @Query() when: WhenDto,
  ): Promise<AnswerJson<LiaisonStatementView>> {
    return this.desk.answer(asked, new ShowLiaisonStatement(asked.principal, { group, id }, whenOf(when)));
  }

  /** A report's life: its text is at the same address without `/life`. */
  @Get(':group/reports/:kind/:covers/life')
  @Documented({
    id: 'report-life',
    summary: 'Show a report’s life and what it covers',
    ...reads.view('ReportView'),
  })
  async report(
    @Asked() asked: Asking,
    @Param() path: ReportPath,
    @Query() when: WhenDto,
  ): Promise<AnswerJson<ReportView>> {
    const id = reportId(path.group, path.kind, path.coverage());
    return this.desk.answer(asked, new ShowReport(asked.principal, { group: path.group, id }, whenOf(when)));
  }

  @Get(':group/timeline')
  @Documented({
    id: 'timeline',
    summary: 'List a group’s acts, as an audit does',
    ...reads.page('TimelineItem'),
  })
  async timeline(
    @Asked() asked: Asking,
    @Param('group') group: string,
    @Query() ask: TimelineDto,
  ): Promise<PageJson<TimelineItem>> {
    return this.desk.page(
      asked,
      new ShowTimeline(asked.principal, ask.of(group)),
      ask,
      (item) => item.position,
    );
  }

  /** The acts one by one, with what each changed. */
  @Get(':group/replay')
  @Documented({
    id: 'replay',
    summary: 'Go through a group’s acts one by one, with what each changed',
    ...reads.page('ReplayedAct'),
  })
  async replay(
    @Asked() asked: Asking,
    @Param('group') group: string,
    @Query() ask: TimelineDto,
  ): Promise<PageJson<ReplayedAct>> {
    const question = new ReplayGroup(asked.principal, ask.of(group));
    return this.desk.page(asked, question, ask, ({ act }) => act.position);
  }
}
