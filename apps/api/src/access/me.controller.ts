import type { HeldRole, Known } from '@acta/application';
import { ACTA, type Acta } from '@acta/runtime';
import { Controller, Get, Header, Inject } from '@nestjs/common';
import { RequiresToken } from './access.guard.js';
import { KnownCaller } from './caller.js';

/** What the API knows of whoever asks. */
export interface Me {
  /** The subject id that their acts are recorded under, and that an appointment names them by. */
  subject: string;
  assurance: Known['assurance'];
  /** The roles that they hold today, in a group or, without one, in all; by the record, or by their token. */
  roles: HeldRole[];
}

/** Who one is here. */
@Controller('me')
@RequiresToken()
export class MeController {
  constructor(@Inject(ACTA) private readonly acta: Pick<Acta, 'access'>) {}

  @Get()
  @Header('cache-control', 'private, no-store')
  me(@KnownCaller() caller: Known): Me {
    const { subject, assurance } = caller;
    return { subject, assurance, roles: this.acta.access.held(caller) };
  }
}
