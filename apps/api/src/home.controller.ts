import { ACTA, type Acta } from '@acta/runtime';
import { Controller, Get, Header, Inject } from '@nestjs/common';
import { Requires } from './access/access.guard.js';
import { homePage } from './home-page.js';
import { firstLooks } from './where-to-look.js';

/** Groups on the first page; the others are one link away. */
const GROUPS_SHOWN = 5;

/** Where a visitor arrives, and what a probe asks. */
@Controller()
@Requires('read-public')
export class HomeController {
  constructor(@Inject(ACTA) private readonly acta: Acta) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  home(): string {
    return homePage(firstLooks(this.acta, GROUPS_SHOWN), this.acta.journal.head().position);
  }

  @Get('health')
  health(): { status: 'ok'; position: string } {
    return { status: 'ok', position: String(this.acta.journal.head().position) };
  }
}
