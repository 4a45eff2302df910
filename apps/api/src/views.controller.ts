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
import { type Principal, reportId } from '@acta/application';
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
import { Requires } from './access/access.guard.js';
import { Caller } from './access/caller.js';
import { type AnswerJson, answerJson } from './answer.js';
import { ReportPath } from './report-path.js';
import { TimelineDto } from './timeline.dto.js';
import { WhenDto, whenOf } from './when.dto.js';

/** The views of a group's record, as JSON. */
@Controller('groups')
@Requires('read-public')
export class ViewsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  async groups(@Caller() caller: Principal, @Query() when: WhenDto): Promise<AnswerJson<string[]>> {
    return answerJson(await this.queries.execute(new ListGroups(caller, whenOf(when))));
  }

  @Get(':group')
  async group(
    @Caller() caller: Principal,
    @Param('group') group: string,
    @Query() when: WhenDto,
  ): Promise<AnswerJson<GroupView>> {
    return answerJson(await this.queries.execute(new ShowGroup(caller, { group }, whenOf(when))));
  }

  @Get(':group/meetings/:meeting')
  async meeting(
    @Caller() caller: Principal,
    @Param('group') group: string,
    @Param('meeting', ParseIntPipe) meeting: number,
    @Query() when: WhenDto,
  ): Promise<AnswerJson<MeetingSummary>> {
    return answerJson(await this.queries.execute(new ShowMeeting(caller, { group, meeting }, whenOf(when))));
  }

  @Get(':group/meetings/:meeting/outcomes/:ordinal')
  async outcome(
    @Caller() caller: Principal,
    @Param('group') group: string,
    @Param('meeting', ParseIntPipe) meeting: number,
    @Param('ordinal', ParseIntPipe) ordinal: number,
    @Query() when: WhenDto,
  ): Promise<AnswerJson<OutcomeView>> {
    return answerJson(
      await this.queries.execute(new ShowOutcome(caller, { group, meeting, ordinal }, whenOf(when))),
    );
  }

  @Get(':group/meetings/:meeting/contributions/:number')
  async contribution(
    @Caller() caller: Principal,
    @Param('group') group: string,
    @Param('meeting', ParseIntPipe) meeting: number,
    @Param('number') number: string,
    @Query() when: WhenDto,
  ): Promise<AnswerJson<ContributionView>> {
    return answerJson(
      await this.queries.execute(new ShowContribution(caller, { group, meeting, number }, whenOf(when))),
    );
  }

  @Get(':group/liaison-statements/:id')
  async liaisonStatement(
    @Caller() caller: Principal,
    @Param('group') group: string,
    @Param('id') id: string,
    @Query() when: WhenDto,
  ): Promise<AnswerJson<LiaisonStatementView>> {
    return answerJson(
      await this.queries.execute(new ShowLiaisonStatement(caller, { group, id }, whenOf(when))),
    );
  }

  /** A report's life: its text is at the same address without `/life`. */
  @Get(':group/reports/:kind/:covers/life')
  async report(
    @Caller() caller: Principal,
    @Param() path: ReportPath,
    @Query() when: WhenDto,
  ): Promise<AnswerJson<ReportView>> {
    const id = reportId(path.group, path.kind, path.coverage());
    return answerJson(
      await this.queries.execute(new ShowReport(caller, { group: path.group, id }, whenOf(when))),
    );
  }

  @Get(':group/timeline')
  async timeline(
    @Caller() caller: Principal,
    @Param('group') group: string,
    @Query() ask: TimelineDto,
  ): Promise<AnswerJson<TimelineItem[]>> {
    return answerJson(await this.queries.execute(new ShowTimeline(caller, ask.of(group))));
  }

  /** The acts one by one, with what each changed. */
  @Get(':group/replay')
  async replay(
    @Caller() caller: Principal,
    @Param('group') group: string,
    @Query() ask: TimelineDto,
  ): Promise<AnswerJson<ReplayedAct[]>> {
    const { point, value } = await this.queries.execute(new ReplayGroup(caller, ask.of(group)));
    return answerJson({ point, value: [...value] });
  }
}
