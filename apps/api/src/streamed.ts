import { UnsupportedMediaTypeException } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Media types whose bodies the route reads as they come. */
    streamed?: readonly string[];
  }
}

/** For a route that reads its body as it comes: to hash, size or store it on the way. */
export const Streamed = (mediaTypes: readonly string[]): MethodDecorator =>
  RouteConfig({ streamed: mediaTypes });

/**
 * Hands bodies of these media types to the routes that read them as they come, and to no other (415): whoever expects JSON
 * must not meet a live stream.
 */
export function handStreamsOn(fastify: FastifyInstance, mediaTypes: readonly string[]): void {
  for (const mediaType of mediaTypes)
    fastify.addContentTypeParser(mediaType, (request, payload, done) => {
      if (request.routeOptions.config.streamed?.includes(mediaType) === true) done(null, payload);
      else done(new UnsupportedMediaTypeException(`${mediaType} is not taken here`));
    });
}
