import type { CalendarView } from '@acta/projections';
import { ShowCalendar } from '@acta/runtime';
import { Controller, Get, Query } from '@nestjs/common';
import { Requires } from './access/access.guard.js';
import { AnswerDesk, Asked, type Asking } from './answer.js';
import { Documented, reads } from './contract/documented.js';
import type { AnswerJson } from './contract/wire.js';
import { WhenDto, whenOf } from './when.dto.js';

/** Conferences and Council sessions. */
@Controller('calendar')
@Requires('read-public')
export class CalendarController {
  constructor(private readonly desk: AnswerDesk) {}

  @Get()
  @Documented({
    id: 'calendar',
    summary: 'Read the calendar of conferences and sessions',
    ...reads.view('CalendarView'),
  })
  async calendar(@Asked() asked: Asking, @Query() when: WhenDto): Promise<AnswerJson<CalendarView>> {
    return this.desk.answer(asked, new ShowCalendar(asked.principal, whenOf(when)));
  }
}
