import {
  ListGroups,
  ReplayGroup,
  ShowContribution,
  ShowGroup,
  ShowLiaisonStatement,
  ShowMeeting,
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
  OutcomeView,
  ReplayedAct,
  ReportView,
  TimelineItem,
} from '@acta/projections';
import { Controller, Get, Param, ParseIntPipe, Query } from '@nestjs/common';
import { Requires } from './access/access.guard.js';
import { AnswerDesk, Asked, type Asking } from './answer.js';
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
  async groups(@Asked() asked: Asking, @Query() when: WhenDto): Promise<AnswerJson<string[]>> {
    return this.desk.answer(asked, new ListGroups(asked.principal, whenOf(when)));
  }

  @Get(':group')
  async group(
    @Asked() asked: Asking,
    @Param('group') group: string,
    @Query() when: WhenDto,
  ): Promise<AnswerJson<GroupView>> {
    return this.desk.answer(asked, new ShowGroup(asked.principal, { group }, whenOf(when)));
  }

  @Get(':group/meetings/:meeting')
  async meeting(
    @Asked() asked: Asking,
    @Param('group') group: string,
    @Param('meeting', ParseIntPipe) meeting: number,
    @Query() when: WhenDto,
  ): Promise<AnswerJson<MeetingSummary>> {
    return this.desk.answer(asked, new ShowMeeting(asked.principal, { group, meeting }, whenOf(when)));
  }

  @Get(':group/meetings/:meeting/outcomes/:ordinal')
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
  async report(
    @Asked() asked: Asking,
    @Param() path: ReportPath,
    @Query() when: WhenDto,
  ): Promise<AnswerJson<ReportView>> {
    const id = reportId(path.group, path.kind, path.coverage());
    return this.desk.answer(asked, new ShowReport(asked.principal, { group: path.group, id }, whenOf(when)));
  }

  @Get(':group/timeline')
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
  async replay(
    @Asked() asked: Asking,
    @Param('group') group: string,
    @Query() ask: TimelineDto,
  ): Promise<PageJson<ReplayedAct>> {
    const question = new ReplayGroup(asked.principal, ask.of(group));
    return this.desk.page(asked, question, ask, ({ act }) => act.position);
  }
}
