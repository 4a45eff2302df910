import type { CalendarView } from '@acta/projections';
import { ShowCalendar } from '@acta/runtime';
import { Controller, Get, Query } from '@nestjs/common';
import { Requires } from './access/access.guard.js';
import { AnswerDesk, type AnswerJson, Asked, type Asking } from './answer.js';
import { WhenDto, whenOf } from './when.dto.js';

/** Conferences and Council sessions. */
@Controller('calendar')
@Requires('read-public')
export class CalendarController {
  constructor(private readonly desk: AnswerDesk) {}

  @Get()
  async calendar(@Asked() asked: Asking, @Query() when: WhenDto): Promise<AnswerJson<CalendarView>> {
    return this.desk.answer(asked, new ShowCalendar(asked.principal, whenOf(when)));
  }
}
