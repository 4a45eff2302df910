import { createRequire } from 'node:module';
import type { Act } from '@acta/application';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { actRoutes } from '../acts/routes.js';
import { ACT_EXTENSION } from '../access/access.guard.js';
import { DOCUMENTATION, type Documentation, type Json } from './documented.js';
import { operationOf } from './operations.js';
import { headers, refusalResponses } from './responses.js';
import { actBodies, componentSchemas } from './schemas.js';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

/** Views of which some fields alone may be asked for. */
const CHOSEN = [
  'GroupView',
  'MandateMatrix',
  'MeetingSummary',
  'Offices',
  'OutcomeView',
  'StepView',
  'ContributionView',
  'LiaisonStatementView',
  'ReportView',
  'CalendarView',
];

const TAGS: Readonly<Record<string, string>> = {
  Groups: 'Working groups: names, mandate, terms of reference, officers, working methods.',
  Meetings: 'Meetings of a group: planned, opened, closed, written up.',
  Contributions: 'Contributions to a meeting, and what became of them.',
  Outcomes: 'Outcomes of a meeting: recorded, amended, superseded, followed up.',
  'Liaison statements': 'Statements to and from other bodies.',
  Reports: 'Reports: drafted, adopted, submitted, noted, transmitted, decided on.',
  Calendar: 'Conferences and sessions of the Council.',
  Persons: 'Persons, who may ask to be erased.',
  Corrections: 'Any act can be redated or voided, with a reason.',
  Lists: 'Lists with filters, and full-text search.',
  Feed: 'The record as it grows: live, for readers of news, for services.',
  Documents: 'Files of contributions and liaison statements.',
  Access: 'Who asks, and who asked.',
  Service: 'The service itself.',
};

const DESCRIPTION = `The record of working groups, as it stands and as it stood at any moment.

Every read takes \`asOf\` (what the record held: a position or a date) and \`at\` (what was in force: a date), and answers
with the position that it stands on. Every GET answers HEAD too. A write answers with its journal position, which any
read takes as \`minPosition\`. Errors are problem details (RFC 9457) with stable types.`;

/** An OpenAPI document. */
export type OpenApi = Json & {
  paths: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  components: { schemas: Readonly<Record<string, Json>> } & Json;
};

/** The OpenAPI document of an application: its routes as the framework finds them, each with what its decorators say. */
export function openApiOf(app: INestApplication): OpenApi {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Acta')
    .setDescription(DESCRIPTION)
    .setVersion(version)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('/', 'This server')
    .build();
  const { openapi, info, servers, paths } = SwaggerModule.createDocument(app, config, {
    autoTagControllers: false,
  });
  const entries = Object.entries(paths).map(([path, item]) => [
    path,
    operationsOf(path, item as Record<string, Json>),
  ]);
  return {
    openapi,
    info,
    servers,
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths: Object.fromEntries(entries) as OpenApi['paths'],
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'A token of OpenID Connect. Reads of what is public take none.',
        },
      },
      headers,
      responses: refusalResponses(),
      schemas: { ...componentSchemas(CHOSEN), ...actBodies(actRoutes) },
    },
  };
}

/** The operations of a path. One that is not documented is left as it was found, without a summary: a test looks for it. */
function operationsOf(path: string, item: Record<string, Json>): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(item).map(([method, found]) => {
      const documentation = found[DOCUMENTATION] as Documentation | undefined;
      if (documentation === undefined) return [method, { operationId: found['operationId'], responses: {} }];
      const act = found[ACT_EXTENSION] as Act | 'any-token' | undefined;
      const parameters = (found['parameters'] ?? []) as readonly Json[];
      return [
        method,
        operationOf(documentation, { path, parameters, ...(act === undefined ? {} : { act }) }),
      ];
    }),
  );
}
