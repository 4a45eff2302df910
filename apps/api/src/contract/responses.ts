import { type Json, ref } from './documented.js';

const text = (description: string, schema: Json = {}): Json => ({
  description,
  schema: { type: 'string', ...schema },
});

const POSITION = { pattern: '^\\d{1,16}$', examples: ['46'] };

/** Headers of answers. */
export const headers: Readonly<Record<string, Json>> = {
  ETag: text(
    'Strong. Of one thing: the revision that a change names (If-Match), then a digest of what is shown.',
    { examples: ['"3.Zb1xVvT2rj0aLqY5kQd3mw"'] },
  ),
  'Acta-Position': text('Journal position that the answer stands on, or that an act reached.', POSITION),
  'Acta-At': text('The moment in force, an instant in UTC.', { examples: ['2020-12-31T23:59:59.999Z'] }),
  'Acta-Settled': text('Whether no later append can change the answer.', { enum: ['true', 'false'] }),
  'Acta-Command': text('The act’s id.', { format: 'uuid' }),
  'Acta-Reading': text('Whether these are the bytes as issued, or computed.', {
    enum: ['current', 'issued'],
  }),
  'Cache-Control': text('Immutable where a position pins the answer and it names nobody.'),
  Vary: text('What else chooses the answer.'),
  Location: text('Where to ask what became of it.', { format: 'uri-reference' }),
  'Retry-After': {
    description: 'When to ask again, in seconds from now; absent where nobody knows.',
    schema: { type: 'string', pattern: '^\\d{1,5}$', examples: ['5'] },
  },
};

/** Headers of requests, as parameters. */
export const requestHeaders: Readonly<Record<string, Json>> = {
  'If-None-Match': {
    name: 'If-None-Match',
    in: 'header',
    description: 'ETags that the client holds: the answer is 304 where one of them is its own.',
    schema: { type: 'string' },
  },
  'If-Match': {
    name: 'If-Match',
    in: 'header',
    description:
      'The ETag of what is changed, as it was given: refused with 412 where it was touched since. Some groups ask for it (428).',
    schema: {
      type: 'string',
      pattern: '^(\\*|"\\d{1,15}(\\.[\\w-]{1,22})?(-(br|gzip))?")$',
      examples: ['"3"'],
    },
  },
  'Idempotency-Key': {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'The caller’s own name for this request: given again with the same request, nothing is written twice; with another, 422.',
    schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$', examples: ['outcome-6-of-meeting-18'] },
  },
  'Last-Event-ID': {
    name: 'Last-Event-ID',
    in: 'header',
    description: 'The position of the last event that was received: the stream goes on after it.',
    schema: { type: 'string', pattern: '^\\d{1,16}$' },
  },
};

interface Refusal {
  name: string;
  description: string;
  example: Json;
}

/** Refusals that may say when to ask again, by status. */
const RETRIED: readonly number[] = [409, 429, 503];

const refusal = (
  status: number,
  name: string,
  description: string,
  [type, title, detail]: [string, string, string],
  more: Json = {},
): Refusal => ({
  name,
  description,
  example: { type: `urn:acta:problem:${type}`, title, status, detail, ...more },
});

/** Every refusal, by its status. */
export const refusals: Readonly<Record<number, Refusal>> = {
  400: refusal(
    400,
    'Invalid',
    'The request is not of its form: each fault with its field and rule.',
    ['invalid', 'The request is not valid', '/ordinal: is required'],
    {
      errors: [{ rule: 'missing-field', message: 'is required', field: '/ordinal' }],
    },
  ),
  401: refusal(401, 'Unauthorized', 'It takes a bearer token, or the token is not accepted.', [
    'unauthorized',
    'Who asks is not known',
    'this takes a bearer token',
  ]),
  403: refusal(403, 'Forbidden', 'The caller’s roles, as of today, do not allow it.', [
    'forbidden',
    'Not allowed',
    'your roles do not allow it (amend-outcome in CWG-COP)',
  ]),
  404: refusal(404, 'NotFound', 'It is not in the record at that point, or not for the caller’s eyes.', [
    'not-found',
    'Not in the record',
    'no meeting 99 at position 46, in force at 2026-03-01T12:00:00.000Z',
  ]),
  406: refusal(406, 'NotAcceptable', 'None of the formats that there are is accepted.', [
    'not-acceptable',
    'No such format',
    'there are application/json, text/markdown, text/html and Word',
  ]),
  409: refusal(
    409,
    'Refused',
    'A rule of the record refuses the act, or it is being changed; of a read, the journal has not reached `minPosition`.',
    ['refused', 'A rule refuses it', 'an outcome 1 is recorded already; the next is 6'],
    {
      errors: [
        {
          rule: 'ordinal-taken',
          message: 'an outcome 1 is recorded already; the next is 6',
          field: '/ordinal',
        },
      ],
    },
  ),
  412: refusal(
    412,
    'Stale',
    'It was changed since the caller saw it: what changed it.',
    [
      'stale',
      'It was changed since',
      'it was at revision 3 when you read it and is at 5 now; read it again and decide anew',
    ],
    {
      etag: '5',
      since: [
        {
          id: '019a6f0e-5c1b-7d3e-8f2a-4b6c8d0e1f23',
          type: 'outcome-amended',
          position: '47',
          etag: '5',
          recordedAt: '2026-03-01T12:00:00.000Z',
        },
      ],
    },
  ),
  413: refusal(413, 'TooLarge', 'The body is larger than 1 MiB.', [
    'bad-request',
    'The request cannot be read',
    'Request body is too large',
  ]),
  415: refusal(415, 'UnsupportedMediaType', 'The body is not of a media type that is taken here.', [
    'bad-request',
    'The request cannot be read',
    'Unsupported Media Type',
  ]),
  422: refusal(422, 'KeyReused', 'The Idempotency-Key was used for another request.', [
    'key-reused',
    'The key was used before',
    'use a new key for a new request',
  ]),
  428: refusal(
    428,
    'PreconditionRequired',
    'The group asks that a change names what it changes: send its ETag as If-Match.',
    [
      'bad-request',
      'The request is not valid',
      'CWG-COP asks that a change names what it changes: read it, and send its ETag as If-Match',
    ],
  ),
  429: refusal(429, 'TooManyRequests', 'More requests than one caller may make in a while.', [
    'too-many-requests',
    'Too many requests',
    'ask again later',
  ]),
  503: refusal(
    503,
    'Unavailable',
    'Not now: the clock is wrong, tokens cannot be checked, what keeps the record, keys or documents cannot be reached, this node has not caught up, others keep changing it, or there are as many streams as may be. The same act may be sent again with the same Idempotency-Key.',
    [
      'issuer-unavailable',
      'Tokens cannot be checked now',
      'the issuer’s keys cannot be had; try again later',
    ],
  ),
};

/** The responses of all refusals, as components. */
export function refusalResponses(): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(refusals).map(([status, { name, description, example }]) => [
      name,
      {
        description,
        ...(RETRIED.includes(Number(status))
          ? { headers: { 'Retry-After': { $ref: '#/components/headers/Retry-After' } } }
          : {}),
        content: {
          'application/problem+json': { schema: ref('Problem'), examples: { problem: { value: example } } },
        },
      },
    ]),
  );
}
