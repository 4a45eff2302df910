import type { SubjectId } from '@acta/domain';
import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Query,
} from '@nestjs/common';
import { subscriptionAsk, subscriptionChange } from '../asked.js';
import { Refusal } from '../refusal.js';
import {
  type NoticeJson,
  type SubscribingParts,
  type SubscriptionJson,
  change,
  own,
  shown,
  shownNotice,
  subscribe,
} from '../subscribing.js';
import { Caller, RequiresToken } from './caller.js';
import { SERVICE } from './service.js';

/** How many notices a page has, and may have. */
const PAGE = 50;
const MOST = 200;

/** One's own subscriptions. */
@Controller('subscriptions')
@RequiresToken()
export class SubscriptionsController {
  constructor(@Inject(SERVICE) private readonly service: SubscribingParts) {}

  @Get()
  @Header('cache-control', 'private, no-store')
  all(@Caller() caller: SubjectId): { items: SubscriptionJson[] } {
    const { store, links } = this.service;
    return { items: store.subscriptions(caller).map((each) => shown(each, links)) };
  }

  @Post()
  add(@Caller() caller: SubjectId, @Body() body: unknown): SubscriptionJson {
    return subscribe(caller, subscriptionAsk(body), this.service);
  }

  @Get(':id')
  @Header('cache-control', 'private, no-store')
  one(@Caller() caller: SubjectId, @Param('id') id: string): SubscriptionJson {
    return shown(own(caller, id, this.service.store), this.service.links);
  }

  @Patch(':id')
  change(@Caller() caller: SubjectId, @Param('id') id: string, @Body() body: unknown): SubscriptionJson {
    return change(caller, id, subscriptionChange(body), this.service);
  }

  /** What was told goes with it. */
  @Delete(':id')
  @HttpCode(204)
  remove(@Caller() caller: SubjectId, @Param('id') id: string): void {
    this.service.store.remove(own(caller, id, this.service.store).id);
  }

  /** What one was told, or is to be, newest first: of each, which want it answers, and what became of it. */
  @Get(':id/notices')
  @Header('cache-control', 'private, no-store')
  notices(
    @Caller() caller: SubjectId,
    @Param('id') id: string,
    @Query('after') after?: unknown,
    @Query('limit') limit?: unknown,
  ): { items: NoticeJson[]; next?: string } {
    const { store } = this.service;
    const subscription = own(caller, id, store);
    const most = sizeOf(limit);
    const page = typeof after === 'string' ? { after } : {};
    const found = store.notices(subscription.id, { ...page, limit: most + 1 });
    const items = found.slice(0, most).map(shownNotice);
    const last = items.at(-1);
    return { items, ...(found.length > most && last !== undefined ? { next: last.id } : {}) };
  }
}

function sizeOf(limit: unknown): number {
  if (limit === undefined) return PAGE;
  const size = Number(limit);
  if (!Number.isInteger(size) || size < 1 || size > MOST)
    throw new Refusal(400, 'invalid', `limit is a number from 1 to ${String(MOST)}`);
  return size;
}
