import 'reflect-metadata';
import type { Socket } from 'node:net';
import { documentTypes } from '@acta/application';
import type { Acta } from '@acta/runtime';
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

/** A running API. */
export interface Served {
  url: string;
  routes: Application['routes'];
  /** Stops listening, lets requests in flight end, and resolves when none is left. */
  stop(): Promise<void>;
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
    logger: ['error', 'warn'],
    // JSON alone, which Fastify reads itself; Nest would read forms too.
    bodyParser: false,
    abortOnError: false,
  });
  app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }));
  app.get(ApiContract).of(app);
  const fastify = app.getHttpAdapter().getInstance();
  fastify.server.maxConnections = limits.connections;
  await prepareHttp(fastify, acta.config);
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
  const sockets = new Set<Socket>();
  app.getHttpServer().on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  try {
    await app.listen(port, host);
  } catch (error) {
    if (!isTaken(error)) throw error;
    throw new Error(
      `${host}:${String(port)} is taken by another program; stop that one, or give another port (--port, ACTA_PORT)`,
    );
  }
  return { url: await app.getUrl(), routes, stop: () => stop(app, sockets) };
}

/** How often a server that is stopping looks for connections that are done. */
const SWEEP_MS = 50;

/**
 * Lets what is in flight end. Closing ends the connections that are idle at that moment; one that is answering then goes
 * idle after, kept alive, and would hold the server up until its client hangs up. So would one on which nothing was asked yet, as
 * browsers and balancers keep them ready: Node.js does not count it as idle.
 */
async function stop(app: NestFastifyApplication, sockets: ReadonlySet<Socket>): Promise<void> {
  const closed = app.close();
  const server = app.getHttpServer();
  const sweep = setInterval(() => {
    server.closeIdleConnections();
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  }, SWEEP_MS);
  try {
    await closed;
  } finally {
    clearInterval(sweep);
  }
}

function isTaken(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'EADDRINUSE';
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
