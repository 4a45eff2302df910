import 'reflect-metadata';
import type { Acta } from '@acta/runtime';
import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AppModule } from './app.module.js';
import { ApiContract } from './contract/contract.js';
import { collectRoutes, prepareHttp, protect, refuseOtherMethods } from './http.js';
import { PROBLEM_TYPE, problemOf } from './problem.js';

/** A running API. */
export interface Served {
  url: string;
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

/** Makes the application on an open record, ready to listen. */
export async function applicationOn(acta: Acta): Promise<Application> {
  const adapter = new FastifyAdapter({
    bodyLimit: 1024 * 1024,
    routerOptions: { maxParamLength: 300 },
    frameworkErrors: refuse,
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.on(acta), adapter, {
    logger: ['error', 'warn'],
    abortOnError: false,
    bodyParser: false,
  });
  app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }));
  app.get(ApiContract).of(app);
  const fastify = app.getHttpAdapter().getInstance();
  await prepareHttp(fastify);
  const routes = collectRoutes(fastify);
  await app.init();
  refuseOtherMethods(fastify, routes);
  return { app, routes };
}

/** Serves an open record on the address that its configuration names. */
export async function serve(acta: Acta): Promise<Served> {
  const { app } = await applicationOn(acta);
  const { host, port } = acta.config;
  await app.listen(port, host);
  return { url: await app.getUrl(), stop: () => app.close() };
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
