import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Controller, Get, Header, Param, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Requires } from '../access/access.guard.js';
import { ApiContract } from './contract.js';
import { DOCS_CSP, docsPage, startScript } from './docs-page.js';
import { Documented, answersWith } from './documented.js';

const require = createRequire(import.meta.url);
const assets = dirname(require.resolve('swagger-ui-dist/package.json'));

/** What the API says of itself: the OpenAPI document, that of the feed, and a page to browse it that needs nothing from elsewhere. */
@Controller()
@Requires('read-public')
export class ContractController {
  constructor(private readonly contract: ApiContract) {}

  @Get('openapi.json')
  @Documented({
    id: 'openapi',
    summary: 'This document',
    ...answersWith('application/json', { type: 'object' }, 'The OpenAPI 3.1 document.'),
  })
  openapi(@Res({ passthrough: true }) reply: FastifyReply): string {
    void reply.headers({
      'content-type': 'application/json; charset=utf-8',
      etag: this.contract.etag(),
      'cache-control': 'no-cache',
    });
    return this.contract.text();
  }

  @Get('asyncapi.json')
  @Documented({
    id: 'asyncapi',
    summary: 'The document of the feed',
    ...answersWith(
      'application/json',
      { type: 'object' },
      'The AsyncAPI 3 document: Kafka, server-sent events, webhooks.',
    ),
  })
  asyncapi(@Res({ passthrough: true }) reply: FastifyReply): string {
    void reply.headers({
      'content-type': 'application/json; charset=utf-8',
      etag: this.contract.feedEtag(),
      'cache-control': 'no-cache',
    });
    return this.contract.feedText();
  }

  @Get('docs')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', DOCS_CSP)
  @Documented({
    id: 'docs',
    summary: 'Browse this document',
    ...answersWith('text/html', { type: 'string' }, 'A page that shows the document.'),
  })
  page(): string {
    return docsPage();
  }

  @Get('docs/:asset')
  @Documented({
    id: 'docs-asset',
    summary: 'A script or style of that page',
    success: [
      {
        status: 200,
        description: 'The file.',
        content: { 'text/javascript': { type: 'string' }, 'text/css': { type: 'string' } },
      },
    ],
  })
  asset(@Param('asset') asset: string): StreamableFile {
    const type = asset.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8';
    // The placeholder's form admits the names of its three files alone.
    return asset === 'start.js'
      ? new StreamableFile(Buffer.from(startScript()), { type })
      : new StreamableFile(createReadStream(join(assets, asset)), { type });
  }
}
