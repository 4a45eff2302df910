import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { applicationOn, openApiText } from '@acta/api';
import { type Acta, openActa } from '@acta/runtime';
import { type Temporary, temporaryFolder } from '../support/temporary.js';

interface Operation {
  operationId: string;
  summary?: string;
  responses: Record<string, unknown>;
}

describe('the OpenAPI document', () => {
  let temporary: Temporary;
  let acta: Acta;
  let paths: Record<string, Record<string, Operation>>;

  beforeAll(async () => {
    temporary = temporaryFolder();
    acta = await openActa({ ...temporary.config, port: 0 }, { mode: 'write' });
    ({ paths } = JSON.parse(await openApiText(acta)) as { paths: typeof paths });
  });
  afterAll(async () => {
    await acta.close();
    temporary.remove();
  });

  it('is the one that is committed', async () => {
    const committed = readFileSync(join(import.meta.dirname, '../../../schemas/openapi.json'), 'utf8');
    expect(await openApiText(acta)).toBe(committed);
  });

  it('has every route of the router, each with its methods, and no other', async () => {
    const { app, routes } = await applicationOn(acta);
    await app.close();
    const registered = [...routes].map(([url, methods]) => {
      const path = url.replace(/:(\w+)/g, '{$1}').replace(/(.)\/$/, '$1');
      return `${path} ${[...methods]
        .filter((method) => method !== 'HEAD')
        .map((method) => method.toLowerCase())
        .sort()
        .join(',')}`;
    });
    const documented = Object.entries(paths).map(
      ([path, item]) => `${path} ${Object.keys(item).sort().join(',')}`,
    );
    expect([...new Set(registered)].sort()).toEqual(documented.sort());
  });

  it('says of every operation what it does, under a name of its own, and how it is refused', () => {
    const operations = Object.values(paths).flatMap((item) => Object.values(item));
    expect(operations.filter(({ summary }) => summary === undefined)).toEqual([]);
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    for (const { responses } of operations)
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['400', '401', '404', '429', '503']));
  });
});
