// JSON Schemas of what the API answers with, generated from its plain types. They may change until version 1.0.
import { join } from 'node:path';
import { createGenerator } from 'ts-json-schema-generator';

/** The schemas of every view, receipt and problem, by the names of their types. */
export function viewSchemas(root) {
  const generator = createGenerator({
    path: join(root, 'apps/api/src/contract/wire.ts'),
    // Resolves packages to their sources: their comments are the descriptions, and nothing needs to be built.
    tsconfig: join(root, 'tsconfig.imports.json'),
    expose: 'export',
    additionalProperties: false,
    skipTypeCheck: true,
    sortProps: true,
  });
  const { Views: _entrance, ...definitions } = generator.createSchema('Views').definitions;
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'https://acta.example/schemas/views.json',
    title: 'What the API answers with: one schema for each type',
    definitions: Object.fromEntries(Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
