import 'reflect-metadata';
import rateLimit from '@fastify/rate-limit';
import { type Config, type Listening, listenOn } from '@acta/runtime';
import { type DynamicModule, type LoggerService, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../refusal.js';
import { AccessGuard, IDENTIFY, type Identify } from './caller.js';
import { HomeController } from './home.controller.js';
import { LinksController } from './links.controller.js';
import { ProblemFilter, problemOf, sendProblem } from './problem.filter.js';
import { SERVICE, type Service } from './service.js';
import { SubscriptionsController } from './subscriptions.controller.js';

/** The largest body that is taken, in bytes. */
const BODY_BYTES = 64 * 1024;
const REQUEST_MS = 30_000;
const MINUTE_MS = 60_000;

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
} as const;

@Module({})
class HttpModule {
  static on(service: Service, identify: Identify): DynamicModule {
    return {
      module: HttpModule,
      controllers: [HomeController, SubscriptionsController, LinksController],
      providers: [
        { provide: SERVICE, useValue: service },
        { provide: IDENTIFY, useValue: identify },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_GUARD, useClass: AccessGuard },
      ],
    };
  }
}

type Settings = Pick<Config, 'notifierHost' | 'notifierPort' | 'proxy' | 'rateLimit'> & {
  logger: LoggerService;
};

/** Answers requests on the address that is configured. */
export async function serve(service: Service, identify: Identify, settings: Settings): Promise<Listening> {
  const { notifierHost: host, notifierPort: port, proxy } = settings;
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_BYTES,
    requestTimeout: REQUEST_MS,
    routerOptions: { maxParamLength: 300 },
    trustProxy: proxy ?? false,
    frameworkErrors: (error: FastifyError, _request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(reply, problemOf(error)),
  });
  const app = await NestFactory.create<NestFastifyApplication>(HttpModule.on(service, identify), adapter, {
    logger: settings.logger,
    // JSON alone, which Fastify reads itself.
    bodyParser: false,
    abortOnError: false,
  });
  await prepare(app.getHttpAdapter().getInstance(), settings);
  return listenOn(app, { host, port, setting: 'ACTA_NOTIFIER_PORT' });
}

async function prepare(fastify: FastifyInstance, { rateLimit: max, proxy }: Settings): Promise<void> {
  fastify.addHook('onSend', async (_request, reply) => {
    for (const [name, value] of Object.entries(HEADERS)) reply.header(name, value);
    if (proxy !== undefined) reply.header('strict-transport-security', 'max-age=31536000');
  });
  fastify.removeContentTypeParser('text/plain');
  // What buttons and programs that read mail post says nothing that is needed.
  for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data'])
    fastify.addContentTypeParser(type, { parseAs: 'string' }, (_request, _body, done) => done(null, {}));
  if (max === 0) return;
  await fastify.register(rateLimit, {
    max,
    timeWindow: MINUTE_MS,
    errorResponseBuilder: () =>
      new Refusal(
        429,
        'too-many-requests',
        `at most ${String(max)} requests a minute are answered; try again in a minute`,
      ),
  });
}
