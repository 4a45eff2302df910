import {
  type FeedFilter,
  type Known,
  type Webhook,
  type WebhookState,
  addWebhook,
  ownWebhook,
  ownWebhooks,
  stateOf,
  waitingFor,
} from '@acta/application';
import { type EventType, instantOf } from '@acta/domain';
import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post, Res } from '@nestjs/common';
import { IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { Requires } from '../access/access.guard.js';
import { KnownCaller } from '../access/caller.js';
import { FilterDto, POSITION, filterOf } from './feed.dto.js';
import { Webhooks } from './webhooks.js';

/** Where to send which events. */
class WebhookDto extends FilterDto {
  @IsString()
  @MinLength(1)
  @MaxLength(2_000)
  url!: string;

  /** Send what comes after this position; absent: from now on. */
  @IsOptional()
  @Matches(POSITION, { message: 'after is a journal position as a string, or "0" for the beginning' })
  after?: string;
}

/** A webhook as its owner sees it. Positions are decimal strings. */
interface WebhookJson {
  id: string;
  url: string;
  group?: string;
  type?: readonly EventType[];
  subject?: string;
  createdAt: string;
  state: WebhookState;
  /** Position of the event that was delivered last; where it began, until one was. */
  delivered: string;
  /** Failed attempts to deliver the next event. */
  attempts: number;
  nextAttemptAt?: string;
  parkedAt?: string;
  lastError?: string;
}

interface WaitingJson {
  waiting: { id: string; type: string; position: string }[];
  /** Whether more wait than are shown. */
  isMore: boolean;
}

/** Each subject keeps webhooks of their own, and is sent what they may see. */
@Controller('webhooks')
@Requires('keep-webhooks')
export class WebhooksController {
  constructor(private readonly webhooks: Webhooks) {}

  /** The secret is told here and never again. */
  @Post()
  add(
    @KnownCaller() caller: Known,
    @Body() { url, after, ...filter }: WebhookDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): WebhookJson & { secret: string } {
    const { parts, deliverer } = this.webhooks;
    const ask = { url, filter: filterOf(filter), ...(after === undefined ? {} : { after: Number(after) }) };
    const webhook = addWebhook(ask, caller, parts);
    deliverer.take(webhook.id);
    void reply.header('location', `/webhooks/${webhook.id}`).header('cache-control', 'no-store');
    return { ...this.#json(webhook), secret: webhook.secret };
  }

  @Get()
  list(@KnownCaller() caller: Known): { items: WebhookJson[] } {
    return { items: ownWebhooks(caller, this.webhooks.parts).map((webhook) => this.#json(webhook)) };
  }

  /** With the events that wait, the one that could not be delivered first. */
  @Get(':id')
  show(@KnownCaller() caller: Known, @Param('id', ParseUUIDPipe) id: string): WebhookJson & WaitingJson {
    const webhook = ownWebhook(id, caller, this.webhooks.parts);
    const { events, isMore } = waitingFor(webhook, this.webhooks.parts);
    const waiting = events.map(({ id: event, type, position }) => ({
      id: event,
      type,
      position: String(position),
    }));
    return { ...this.#json(webhook), waiting, isMore };
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@KnownCaller() caller: Known, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    const { parts, deliverer } = this.webhooks;
    const webhook = ownWebhook(id, caller, parts);
    parts.webhooks.remove(webhook.id);
    await deliverer.drop(webhook.id);
  }

  /** Tries again at once, from the event that could not be delivered. */
  @Post(':id/redrive')
  @HttpCode(202)
  redrive(@KnownCaller() caller: Known, @Param('id', ParseUUIDPipe) id: string): WebhookJson {
    const { parts, deliverer } = this.webhooks;
    const webhook = ownWebhook(id, caller, parts);
    deliverer.redrive(webhook.id);
    return this.#json(ownWebhook(id, caller, parts));
  }

  #json(webhook: Webhook): WebhookJson {
    const { id, url, filter, createdAt, progress } = webhook;
    const { delivered, attempts, nextAttemptAt, parkedAt, lastError } = progress;
    return {
      id,
      url,
      ...filterJson(filter),
      createdAt: instantOf(createdAt),
      state: stateOf(webhook, this.webhooks.parts),
      delivered: String(delivered),
      attempts,
      ...(nextAttemptAt === undefined ? {} : { nextAttemptAt: instantOf(nextAttemptAt) }),
      ...(parkedAt === undefined ? {} : { parkedAt: instantOf(parkedAt) }),
      ...(lastError === undefined ? {} : { lastError }),
    };
  }
}

function filterJson({ group, types, subject }: FeedFilter): Pick<WebhookJson, 'group' | 'type' | 'subject'> {
  return {
    ...(group === undefined ? {} : { group }),
    ...(types === undefined ? {} : { type: types }),
    ...(subject === undefined ? {} : { subject }),
  };
}
