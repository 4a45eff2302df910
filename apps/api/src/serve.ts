import 'reflect-metadata';
import { documentTypes } from '@acta/application';
import { type Acta, type Listening, listenOn, nestLog } from '@acta/runtime';
import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AppModule } from './app.module.js';
import { type Limits, refuseConnection, standardLimits } from './limits.js';
import { ApiContract } from './contract/contract.js';
import { collectRoutes, prepareHttp, protect, refuseOtherMethods } from './http.js';
import { PROBLEM_TYPE, problemOf } from './problem.js';
import { handStreamsOn } from './streamed.js';
import { BATCH_TYPE } from './transfer/transfer.controller.js';
import { watchRequests } from './watch/requests.js';

/** A running API. */
export interface Served extends Listening {
  routes: Application['routes'];
}

/** The application, with every route that it has. */
export interface Application {
  app: NestFastifyApplication;
  /** Addresses with their methods, as the router has them. */
  routes: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What Fastify refuses before it has a route, such as an address that cannot be read, leaves as all errors do. */
function refuse(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  const problem = problemOf(error);
  protect(reply);
  void reply.status(problem.status).type(PROBLEM_TYPE).send(JSON.stringify(problem));
}

function adapterFor({ proxy }: Acta['config'], limits: Limits): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: limits.bodyBytes,
    routerOptions: { maxParamLength: 300 },
    requestTimeout: limits.requestMs,
    connectionTimeout: limits.idleMs,
    http: { headersTimeout: limits.headersMs, connectionsCheckingInterval: limits.checkMs },
    // Nobody else is believed about the address that a request comes from.
    trustProxy: proxy ?? false,
    frameworkErrors: refuse,
    clientErrorHandler: refuseConnection,
  });
}

/** Makes the application on an open record, ready to listen. */
export async function applicationOn(acta: Acta, limits: Limits = standardLimits): Promise<Application> {
  const adapter = adapterFor(acta.config, limits);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.on(acta, limits), adapter, {
    logger: nestLog(acta.watch.log),
    // JSON alone, which Fastify reads itself; Nest would read forms too.
    bodyParser: false,
    abortOnError: false,
  });
  app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }));
  app.get(ApiContract).of(app);
  const fastify = app.getHttpAdapter().getInstance();
  fastify.server.maxConnections = limits.connections;
  await prepareHttp(fastify, acta.config);
  watchRequests(fastify, acta);
  handStreamsOn(fastify, [...documentTypes, BATCH_TYPE]);
  const routes = collectRoutes(fastify);
  await app.init();
  refuseOtherMethods(fastify, routes);
  return { app, routes };
}

/** Serves an open record on the address that its configuration names. */
export async function serve(acta: Acta, limits: Limits = standardLimits): Promise<Served> {
  const { app, routes } = await applicationOn(acta, limits);
  const { host, port } = acta.config;
  const setting = '--port, ACTA_PORT';
  return { ...(await listenOn(app, { host, port, setting })), routes };
}

/** The API's OpenAPI document, as it serves it. */
export async function openApiText(acta: Acta): Promise<string> {
  const { app } = await applicationOn(acta);
  try {
    return app.get(ApiContract).text();
  } finally {
    await app.close();
  }
}
