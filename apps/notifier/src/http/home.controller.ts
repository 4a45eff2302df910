import { Controller, Get, Header, Inject } from '@nestjs/common';
import { Refusal } from '../refusal.js';
import { Open } from './caller.js';
import { homePage } from './pages.js';
import { SERVICE, type Service } from './service.js';

/** Where a visitor arrives, and what a probe asks. */
@Controller()
@Open()
export class HomeController {
  constructor(@Inject(SERVICE) private readonly service: Service) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  home(): string {
    return homePage(this.service.places());
  }

  @Get('health')
  health(): { status: 'ok'; position: string } {
    return { status: 'ok', position: String(this.service.store.position()) };
  }

  /** Whether the feed is followed, and how far. @throws Refusal */
  @Get('ready')
  ready(): { status: 'ready'; position: string } {
    if (!this.service.isFollowing())
      throw new Refusal(
        503,
        'feed-unavailable',
        'the feed is not followed now; the log of this service says why',
      );
    return { status: 'ready', position: String(this.service.store.position()) };
  }
}
