import { FeedSourceRefused } from '@acta/application';

export interface Ask {
  address: URL;
  token: (() => string | Promise<string>) | undefined;
  /** Whom it is asked, as it is told. */
  name: string;
  signal: AbortSignal;
}

/** A stream of server-sent events. */
type Streaming = Response & { body: NonNullable<Response['body']> };

/** Statuses of what passes by itself, below 500: a time-out, and too many requests. */
const PASSING = [408, 429];
const MOST_CHARACTERS = 300;

/**
 * Asks for a stream. No redirect is followed: a token goes where it is meant to go, and nowhere else.
 * @throws FeedSourceRefused; any other error for what passes
 */
export async function answered({ address, token, name, signal }: Ask): Promise<Streaming> {
  const headers = {
    accept: 'text/event-stream',
    ...(token === undefined ? {} : { authorization: `Bearer ${await token()}` }),
  };
  const response = await fetch(address, { headers, redirect: 'manual', signal });
  const type = response.headers.get('content-type') ?? '';
  if (response.status === 200 && response.body !== null && /^text\/event-stream\b/.test(type))
    return response as Streaming;
  const status = String(response.status);
  const problem = await problemIn(response);
  if (response.status >= 500 || PASSING.includes(response.status))
    throw new Error(`it answered ${status}${problem.words}`);
  throw new FeedSourceRefused(
    `${name} answered ${status}${problem.words}; ${remedyFor(response.status, problem)}`,
  );
}

interface ProblemFound {
  /** What it says, after a colon; empty: nothing. */
  words: string;
  isBeyondHead: boolean;
}

/** What an answer says that is no stream (RFC 9457). */
async function problemIn(response: Response): Promise<ProblemFound> {
  const text = await response.text();
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
