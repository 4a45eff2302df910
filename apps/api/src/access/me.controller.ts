import type { Known } from '@acta/application';
import { ACTA, type Acta } from '@acta/runtime';
import { Controller, Get, Header, Inject } from '@nestjs/common';
import { Documented, answersWith, ref } from '../contract/documented.js';
import type { MeJson } from '../contract/wire.js';
import { RequiresToken } from './access.guard.js';
import { KnownCaller } from './caller.js';

/** Who one is here. */
@Controller('me')
@RequiresToken()
export class MeController {
  constructor(@Inject(ACTA) private readonly acta: Pick<Acta, 'access'>) {}

  @Get()
  @Documented({
    id: 'me',
    summary: 'Ask who one is here',
    ...answersWith('application/json', ref('MeJson'), 'Subject id and roles.'),
  })
  @Header('cache-control', 'private, no-store')
  me(@KnownCaller() caller: Known): MeJson {
    const { subject, assurance } = caller;
    return { subject, assurance, roles: this.acta.access.held(caller) };
  }
}
