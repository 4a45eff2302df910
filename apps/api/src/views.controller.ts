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
import { QueryBus } from '@nestjs/cqrs';
import { PublicRead } from './access.js';
import { type AnswerJson, answerJson } from './answer.js';
import { ReportPath } from './report-path.js';
import { TimelineDto } from './timeline.dto.js';
import { WhenDto, whenOf } from './when.dto.js';

/** The views of a group's record, as JSON. */
@Controller('groups')
@PublicRead()
export class ViewsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  async groups(@Query() when: WhenDto): Promise<AnswerJson<string[]>> {
    return answerJson(await this.queries.execute(new ListGroups(whenOf(when))));
  }

  @Get(':group')
  async group(@Param('group') group: string, @Query() when: WhenDto): Promise<AnswerJson<GroupView>> {
    return answerJson(await this.queries.execute(new ShowGroup(group, whenOf(when))));
  }

  @Get(':group/meetings/:meeting')
  async meeting(
    @Param('group') group: string,
    @Param('meeting', ParseIntPipe) meeting: number,
    @Query() when: WhenDto,
  ): Promise<AnswerJson<MeetingSummary>> {
    return answerJson(await this.queries.execute(new ShowMeeting(group, meeting, whenOf(when))));
  }

  @Get(':group/meetings/:meeting/outcomes/:ordinal')
  async outcome(
    @Param('group') group: string,
    @Param('meeting', ParseIntPipe) meeting: number,
    @Param('ordinal', ParseIntPipe) ordinal: number,
    @Query() when: WhenDto,
  ): Promise<AnswerJson<OutcomeView>> {
    return answerJson(await this.queries.execute(new ShowOutcome(group, meeting, ordinal, whenOf(when))));
  }

  @Get(':group/meetings/:meeting/contributions/:number')
  async contribution(
    @Param('group') group: string,
    @Param('meeting', ParseIntPipe) meeting: number,
    @Param('number') number: string,
    @Query() when: WhenDto,
  ): Promise<AnswerJson<ContributionView>> {
    return answerJson(await this.queries.execute(new ShowContribution(group, meeting, number, whenOf(when))));
  }

  @Get(':group/liaison-statements/:id')
  async liaisonStatement(
    @Param('group') group: string,
    @Param('id') id: string,
    @Query() when: WhenDto,
  ): Promise<AnswerJson<LiaisonStatementView>> {
    return answerJson(await this.queries.execute(new ShowLiaisonStatement(group, id, whenOf(when))));
  }

  /** A report's life: its text is at the same address without `/life`. */
  @Get(':group/reports/:kind/:covers/life')
  async report(@Param() path: ReportPath, @Query() when: WhenDto): Promise<AnswerJson<ReportView>> {
    const id = reportId(path.group, path.kind, path.coverage());
    return answerJson(await this.queries.execute(new ShowReport(path.group, id, whenOf(when))));
  }

  @Get(':group/timeline')
  async timeline(
    @Param('group') group: string,
    @Query() ask: TimelineDto,
  ): Promise<AnswerJson<TimelineItem[]>> {
    return answerJson(await this.queries.execute(new ShowTimeline(ask.of(group))));
  }

  /** The acts one by one, with what each changed. */
  @Get(':group/replay')
  async replay(@Param('group') group: string, @Query() ask: TimelineDto): Promise<AnswerJson<ReplayedAct[]>> {
    const { point, value } = await this.queries.execute(new ReplayGroup(ask.of(group)));
    return answerJson({ point, value: [...value] });
  }
}
