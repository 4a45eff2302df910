import { once } from 'node:events';
import { type IncomingMessage, request as http } from 'node:http';
import { request as https } from 'node:https';
import { FeedSourceRefused } from '@acta/application';

export interface Ask {
  address: URL;
  token: (() => string | Promise<string>) | undefined;
  /** Whom it is asked, as it is told. */
  name: string;
  signal: AbortSignal;
}

/** Statuses of what passes by itself, below 500: a time-out, and too many requests. */
const PASSING = [408, 429];
/** The most characters of an answer that is no stream, and of what it says. */
const MOST_ANSWER = 100_000;
const MOST_CHARACTERS = 300;

/**
 * Asks for a stream, on a connection of its own that ends with it (`fetch` opens another one when it is cut). No redirect is
 * followed: a token goes where it is meant to go, and nowhere else.
 * @throws FeedSourceRefused; any other error for what passes
 */
export async function answered({ address, token, name, signal }: Ask): Promise<IncomingMessage> {
  const headers = {
    accept: 'text/event-stream',
    ...(token === undefined ? {} : { authorization: `Bearer ${await token()}` }),
  };
  const request = (address.protocol === 'https:' ? https : http)(address, { headers, agent: false, signal });
  // What ends it is told to whoever waits for the answer, or reads it.
  request.on('error', () => undefined).end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.setEncoding('utf8');
  const { statusCode: code = 0 } = response;
  if (code === 200 && /^text\/event-stream\b/.test(response.headers['content-type'] ?? '')) return response;
  const problem = await problemIn(response);
  if (code >= 500 || PASSING.includes(code)) throw new Error(`it answered ${String(code)}${problem.words}`);
  throw new FeedSourceRefused(
    `${name} answered ${String(code)}${problem.words}; ${remedyFor(code, problem)}`,
  );
}

interface ProblemFound {
  /** What it says, after a colon; empty: nothing. */
  words: string;
  isBeyondHead: boolean;
}

/** What an answer says that is no stream (RFC 9457). */
async function problemIn(response: IncomingMessage): Promise<ProblemFound> {
  let text = '';
  for await (const piece of response as AsyncIterable<string>) {
    text += piece;
    if (text.length > MOST_ANSWER) break;
  }
  try {
    const { detail, errors } = JSON.parse(text) as { detail?: unknown; errors?: { rule?: unknown }[] };
    return {
      words: typeof detail === 'string' ? `: ${detail.slice(0, MOST_CHARACTERS)}` : '',
      isBeyondHead: errors?.some(({ rule }) => rule === 'beyond-head') === true,
    };
  } catch {
    return { words: '', isBeyondHead: false };
  }
}

function remedyFor(status: number, { isBeyondHead }: ProblemFound): string {
  if (isBeyondHead)
    return 'it has another record than the one that was followed, or an older copy of it: give the address of that one, or begin anew';
  if (status === 401 || status === 403) return 'give a token that it knows, or none';
  if (status === 400) return 'ask for groups, types and subjects that there are';
  return 'give the address of an API';
}
