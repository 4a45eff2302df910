import {
  type FeedFilter,
  type Known,
  type Webhook,
  addWebhook,
  ownWebhook,
  ownWebhooks,
  stateOf,
  waitingFor,
} from '@acta/application';
import { instantOf } from '@acta/domain';
import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post, Res } from '@nestjs/common';
import { IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { InAnyGroup, Requires } from '../access/access.guard.js';
import { KnownCaller } from '../access/caller.js';
import { Documented, answersWith, ref } from '../contract/documented.js';
import type { WebhookCreatedJson, WebhookJson, WebhookWaitingJson, WebhooksJson } from '../contract/wire.js';
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

/** Each subject keeps webhooks of their own, and is sent what they may see. */
@Controller('webhooks')
@Requires('keep-webhooks')
@InAnyGroup()
export class WebhooksController {
  constructor(private readonly webhooks: Webhooks) {}

  /** The secret is told here and never again. */
  @Post()
  @Documented({
    id: 'add-webhook',
    summary: 'Have the feed sent to an address',
    description: 'Signed as Standard Webhooks are; the secret is told here and never again.',
    success: [
      {
        status: 201,
        description: 'It is kept; what comes next is sent.',
        content: { 'application/json': ref('WebhookCreatedJson') },
        headers: ['Location'],
      },
    ],
    refusals: [409, 413, 415],
    body: {
      required: true,
      content: {
        'application/json': {
          schema: ref('WebhookAskJson'),
          examples: {
            amendments: {
              value: { url: 'https://example.org/acta', group: 'CWG-COP', type: ['outcome-amended'] },
            },
          },
        },
      },
    },
  })
  add(
    @KnownCaller() caller: Known,
    @Body() { url, after, ...filter }: WebhookDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): WebhookCreatedJson {
    const { parts, deliverer } = this.webhooks;
    const ask = { url, filter: filterOf(filter), ...(after === undefined ? {} : { after: Number(after) }) };
    const webhook = addWebhook(ask, caller, parts);
    deliverer.take(webhook.id);
    void reply.header('location', `/webhooks/${webhook.id}`).header('cache-control', 'no-store');
    return { ...this.#json(webhook), secret: webhook.secret };
  }

  @Get()
  @Documented({
    id: 'list-webhooks',
    summary: 'List one’s webhooks',
    ...answersWith('application/json', ref('WebhooksJson'), 'All of them.'),
  })
  list(@KnownCaller() caller: Known): WebhooksJson {
    return { items: ownWebhooks(caller, this.webhooks.parts).map((webhook) => this.#json(webhook)) };
  }

  /** With the events that wait, the one that could not be delivered first. */
  @Get(':webhook')
  @Documented({
    id: 'webhook',
    summary: 'Look at a webhook, and at what waits for it',
    ...answersWith('application/json', ref('WebhookWaitingJson'), 'The webhook.'),
  })
  show(@KnownCaller() caller: Known, @Param('webhook', ParseUUIDPipe) id: string): WebhookWaitingJson {
    const webhook = ownWebhook(id, caller, this.webhooks.parts);
    const { events, isMore } = waitingFor(webhook, this.webhooks.parts);
    const waiting = events.map(({ id: event, type, position }) => ({
      id: event,
      type,
      position: String(position),
    }));
    return { ...this.#json(webhook), waiting, isMore };
  }

  @Delete(':webhook')
  @Documented({
    id: 'remove-webhook',
    summary: 'Remove a webhook',
    success: [{ status: 204, description: 'It is removed.' }],
  })
  @HttpCode(204)
  async remove(@KnownCaller() caller: Known, @Param('webhook', ParseUUIDPipe) id: string): Promise<void> {
    const { parts, deliverer } = this.webhooks;
    const webhook = ownWebhook(id, caller, parts);
    parts.webhooks.remove(webhook.id);
    await deliverer.drop(webhook.id);
  }

  /** Tries again at once, from the event that could not be delivered. */
  @Post(':webhook/redrive')
  @Documented({
    id: 'redrive-webhook',
    summary: 'Try a webhook again at once',
    success: [
      { status: 202, description: 'It is tried.', content: { 'application/json': ref('WebhookJson') } },
    ],
    refusals: [413, 415],
  })
  @HttpCode(202)
  redrive(@KnownCaller() caller: Known, @Param('webhook', ParseUUIDPipe) id: string): WebhookJson {
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
