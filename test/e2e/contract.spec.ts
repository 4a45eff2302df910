import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { textRules } from '@acta/application';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { type Heard, ServedRecord, type Voice } from '../support/served.js';

type Schema = Record<string, unknown>;
type Content = Record<string, { schema: Schema; examples?: Record<string, { value: unknown }> }>;

interface Answer {
  $ref?: string;
  content?: Content;
}

interface Described {
  path: string;
  method: string;
  operation: {
    operationId: string;
    parameters: { name: string; in: string; examples?: { example: { value: string } } }[];
    requestBody?: { content: Content };
    responses: Record<string, Answer>;
  };
}

interface Document {
  paths: Record<string, Record<string, Described['operation']>>;
  components: { responses: Record<string, Answer> };
}

/** Its answer does not end. */
const ENDLESS = 'events';

describe('what the server answers is what the document says', () => {
  let record: ServedRecord;
  let document: Document;
  let operations: Described[];
  let secretariat: Voice;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  for (const [name, { accepts }] of Object.entries(textRules)) ajv.addFormat(name, accepts);
  ajv.addFormat('uuid', /^[0-9a-f-]{36}$/);

  beforeAll(async () => {
    record = await ServedRecord.open();
    secretariat = await record.as('secretariat', 'secretariat', null);
    document = (await record.anybody('GET', '/openapi.json')).body;
    ajv.addSchema({ $id: 'openapi', ...document });
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
    );
  });
  afterAll(() => record.close());

  /** The address of an operation, its placeholders filled with their examples. */
  function addressOf({ path, operation: { parameters } }: Described): string {
    return path.replace(/\{(\w+)\}/g, (_match, name: string) => {
      const parameter = parameters.find((each) => each.in === 'path' && each.name === name);
      return encodeURIComponent(parameter?.examples?.example.value ?? '');
    });
  }

  function faults(schema: Schema, value: unknown): unknown {
    const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/')) as Schema;
    return ajv.validate(absolute, value) ? [] : ajv.errors;
  }

  function expectDescribed({ operation }: Described, { status, headers, body, text }: Heard): void {
    const { operationId, responses } = operation;
    const answered = (what: object) => ({ operationId, status, ...what });
    expect(answered({ statuses: Object.keys(responses) })).toEqual(
      answered({ statuses: expect.arrayContaining([String(status)]) }),
    );
    if (text === '') return;
    const { $ref, ...own } = responses[status] ?? {};
    const { content = {} } =
      $ref === undefined ? own : (document.components.responses[$ref.split('/').at(-1) ?? ''] ?? {});
    const type = headers.get('content-type')?.split(';')[0] ?? '';
    expect(answered({ types: Object.keys(content) })).toEqual(
      answered({ types: expect.arrayContaining([type]) }),
    );
    if (/[/+]json$/.test(type))
      expect(answered({ faults: faults(content[type]?.schema ?? {}, body) })).toEqual(
        answered({ faults: [] }),
      );
  }

  it('for every read, by anybody and by the secretariat', async () => {
    const reads = operations.filter(
      ({ method, operation }) => method === 'GET' && operation.operationId !== ENDLESS,
    );
    let read = 0;
    for (const described of reads)
      for (const voice of [record.anybody, secretariat]) {
        const heard = await voice('GET', addressOf(described));
        expectDescribed(described, heard);
        if (heard.status === 200) read++;
      }
    // What the examples name is there, so that it is answers that were looked at.
    expect(read).toBeGreaterThan(reads.length);
  });

  it('for every act, whose example is of the form that its schema gives', async () => {
    let written = 0;
    for (const described of operations) {
      const { operationId, requestBody } = described.operation;
      const { schema, examples = {} } = requestBody?.content['application/json'] ?? {};
      if (described.method !== 'POST' || schema === undefined) continue;
      const body = Object.values(examples)[0]?.value ?? {};
      expect({ operationId, faults: faults(schema, body) }).toEqual({ operationId, faults: [] });
      for (const voice of [record.anybody, secretariat]) {
        const heard = await voice('POST', addressOf(described), { body });
        expectDescribed(described, heard);
        if (heard.status === 201) written++;
      }
    }
    expect(written).toBeGreaterThan(10);
  });

  describe('over HTTP', () => {
    const TIMELINE = '/groups/CWG-COP/timeline';

    /** An answer as it came, not decoded. */
    function raw(
      path: string,
      headers: Record<string, string>,
    ): Promise<{ status: number; headers: Schema; size: number }> {
      return new Promise((resolve, reject) => {
        request(record.url + path, { headers }, (answer) => {
          let size = 0;
          answer.on('data', (chunk: Buffer) => (size += chunk.length));
          answer.on('end', () =>
            resolve({ status: answer.statusCode ?? 0, headers: { ...answer.headers }, size }),
          );
        })
          .on('error', reject)
          .end();
      });
    }

    it.each(['br', 'gzip'])('an answer is compressed with %s, and its ETag says so', async (coding) => {
      const plain = await raw(TIMELINE, {});
      const coded = await raw(TIMELINE, { 'accept-encoding': coding });
      expect(plain.headers).not.toHaveProperty('content-encoding');
      expect(coded.headers['content-encoding']).toBe(coding);
      expect(coded.size).toBeLessThan(plain.size / 2);
      const etag = String(coded.headers['etag']);
      expect(etag).toBe(String(plain.headers['etag']).replace(/"$/, `-${coding}"`));
      const again = await raw(TIMELINE, { 'accept-encoding': coding, 'if-none-match': etag });
      expect(again).toMatchObject({ status: 304, size: 0, headers: { etag } });
      expect(again.headers).not.toHaveProperty('content-encoding');
    });

    it('a short answer is sent as it is', async () => {
      const { headers } = await raw('/health', { 'accept-encoding': 'br' });
      expect(headers).not.toHaveProperty('content-encoding');
    });

    it('HEAD answers as GET does, without a body', async () => {
      const plain = { headers: { 'accept-encoding': 'identity' } };
      const get = await record.anybody('GET', TIMELINE, plain);
      const head = await record.anybody('HEAD', TIMELINE, plain);
      expect([head.status, head.text, head.headers.get('etag')]).toEqual([200, '', get.headers.get('etag')]);
    });

    it.each([
      ['PUT', '/groups/CWG-COP', 'GET, HEAD'],
      ['QUERY', '/groups/CWG-COP', 'GET, HEAD'],
      ['DELETE', '/groups', 'GET, HEAD, POST'],
      ['GET', '/groups/CWG-COP/names', 'POST'],
    ])('%s %s is no method of it: there is %s', async (method, path, allow) => {
      const { status, headers, body } = await record.anybody(method, path);
      expect({ status, allow: headers.get('allow'), body }).toEqual({
        status: 405,
        allow,
        body: expect.objectContaining({ type: 'urn:acta:problem:method-not-allowed', status: 405 }),
      });
    });

    it('the page of the document takes nothing from elsewhere', async () => {
      const page = await record.anybody('GET', '/docs');
      const csp = page.headers.get('content-security-policy');
      expect(csp).toMatch(/default-src 'none'; script-src 'self';/);
      expect(csp).not.toMatch(/https?:|unsafe-eval/);
      const links = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link = '']) => link);
      expect(links.length).toBeGreaterThan(3);
      for (const link of links) {
        expect(link).toMatch(/^\//);
        const { status, headers } = await record.anybody('GET', link);
        expect([link, status, headers.get('x-content-type-options')]).toEqual([link, 200, 'nosniff']);
      }
      expect((await record.anybody('GET', '/docs/index.js')).status).toBe(404);
    });
  });
});
