import type { StepView } from '@acta/application';
import { ACTA, type Acta, ShowStep } from '@acta/runtime';
import { Controller, Get, Inject, Param, ParseIntPipe, Query } from '@nestjs/common';
import { Requires } from '../access/access.guard.js';
import { AnswerDesk, Asked, type Asking } from '../answer.js';
import { Documented, reads } from '../contract/documented.js';
import type { AnswerJson } from '../contract/wire.js';
import { StepDto } from '../timeline.dto.js';

/** A replay, step by step. */
@Controller('groups/:group')
@Requires('read-public')
export class StepController {
  constructor(
    private readonly desk: AnswerDesk,
    @Inject(ACTA) private readonly acta: Acta,
  ) {}

  @Get('replay/:position')
  @Documented({
    id: 'replay-step',
    summary: 'Show one step of a replay: the act, and what it changed',
    description:
      'With the state after it, the paragraphs that it changed in the summary of its meeting and in each report that covers it, and the positions of the steps beside it in the same order, range and selection.',
    ...reads.view('StepView'),
  })
  async step(
    @Asked() asked: Asking,
    @Param('group') group: string,
    @Param('position', ParseIntPipe) position: number,
    @Query() ask: StepDto,
  ): Promise<AnswerJson<StepView>> {
    const { language = this.acta.config.language } = ask;
    return this.desk.answer(asked, new ShowStep(asked.principal, { ...ask.of(group), position, language }));
  }
}
