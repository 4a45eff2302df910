import { ACTA, type Acta } from '@acta/runtime';
import { Controller, Get, Header, Inject } from '@nestjs/common';
import { Requires } from './access/access.guard.js';
import { Documented, answersWith, ref } from './contract/documented.js';
import { present } from '@acta/projections';
import type { HealthJson, ReadyJson } from './contract/wire.js';
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
  @Documented({
    id: 'home',
    summary: 'The page where a visitor arrives',
    ...answersWith('text/html', { type: 'string' }, 'A page with links to what there is.'),
  })
  @Header('content-type', 'text/html; charset=utf-8')
  home(): string {
    return homePage(firstLooks(this.acta, GROUPS_SHOWN), this.acta.journal.head().position);
  }

  @Get('health')
  @Documented({
    id: 'health',
    summary: 'Ask whether the service answers',
    ...answersWith(
      'application/json',
      { ...ref('HealthJson'), examples: [{ status: 'ok', position: '46' }] },
      'It does, and where its journal stands.',
    ),
  })
  health(): HealthJson {
    return { status: 'ok', position: String(this.acta.journal.head().position) };
  }

  /** @throws HeadUnconfirmed, ClockOff */
  @Get('ready')
  @Documented({
    id: 'ready',
    summary: 'Ask whether this node takes commands',
    description:
      'Where the log is kept by EventStoreDB, a node takes commands while it has confirmed, within the last seconds, that its journal holds all of it; it answers reads in any case.',
    ...answersWith(
      'application/json',
      { ...ref('ReadyJson'), examples: [{ status: 'ready', position: '46' }] },
      'It does; where it follows a store, how far.',
    ),
  })
  ready(): ReadyJson {
    const { following, journal } = this.acta;
    following?.assertCurrent();
    const position = String(journal.head().position);
    if (following === undefined) return { status: 'ready', position };
    const { behindBytes, confirmedAgoMs, serverVersion, clockAheadMs } = following.status();
    return {
      status: 'ready',
      position,
      following: present({ behindBytes, confirmedAgoMs, serverVersion, clockAheadMs }),
    };
  }
}
