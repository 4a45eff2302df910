import { createRequire } from 'node:module';
import { Controller, Get, Header, NotFoundException, Param } from '@nestjs/common';
import { Requires } from '../access/access.guard.js';
import { Documented, answersWith } from '../contract/documented.js';

const require = createRequire(import.meta.url);
const NAME = /^[a-z][a-z-]{0,60}\.v[1-9]\d{0,3}\.json$/;

/** JSON Schemas of events: as they are stored, and as the feed carries them. A published one never changes. */
@Controller('schemas')
@Requires('read-public')
export class SchemasController {
  @Get('events/:name')
  @Documented({
    id: 'event-schema',
    summary: 'Get the JSON Schema of an event as it is stored',
    ...answersWith('application/schema+json', { type: 'object' }, 'The schema; it never changes.'),
  })
  @Header('content-type', 'application/schema+json')
  @Header('cache-control', 'public, max-age=86400')
  stored(@Param('name') name: string): unknown {
    return schema('events', name);
  }

  @Get('feed/:name')
  @Documented({
    id: 'feed-schema',
    summary: 'Get the JSON Schema of an event as the feed carries it',
    ...answersWith(
      'application/schema+json',
      { type: 'object' },
      'The schema; fields may come that need not be there.',
    ),
  })
  @Header('content-type', 'application/schema+json')
  @Header('cache-control', 'public, max-age=86400')
  carried(@Param('name') name: string): unknown {
    return schema('feed', name);
  }
}

function schema(kind: 'events' | 'feed', name: string): unknown {
  if (!NAME.test(name)) throw new NotFoundException(`no schema ${name}`);
  try {
    return require(`@acta/schemas/${kind}/${name}`);
  } catch {
    throw new NotFoundException(`no schema ${name}`);
  }
}
