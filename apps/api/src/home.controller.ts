import { ACTA, type Acta } from '@acta/runtime';
import { Controller, Get, Header, Inject } from '@nestjs/common';
import { PublicRead } from './access.js';
import { homePage } from './home-page.js';

/** Where a visitor arrives, and what a probe asks. */
@Controller()
@PublicRead()
export class HomeController {
  constructor(@Inject(ACTA) private readonly acta: Acta) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  home(): string {
    const { reader, journal } = this.acta;
    const { position } = journal.head();
    return homePage(reader.groups(position), position);
  }

  @Get('health')
  health(): { status: 'ok'; position: string } {
    return { status: 'ok', position: String(this.acta.journal.head().position) };
  }
}
