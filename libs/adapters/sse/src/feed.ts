import { type FeedSource, FeedSourceRefused, cloudEventOfText } from '@acta/application';
import { createParser } from 'eventsource-parser';
import { answered } from './answer.js';

export interface SseFeedOptions {
  /** Address of the API. */
  api: string;
  /** Narrows the feed, as the API's query does: `group`, `type`, `subject`. */
  filter?: Readonly<Record<string, string>>;
  /** Token to show, asked for at each connection; absent: what anybody may see is followed. */
  token?: () => string | Promise<string>;
  /** How long an answer may take to begin, in milliseconds, and how long a stream may be silent: the API sends something every 15 seconds. */
  answerMs?: number;
  silentMs?: number;
}

const ANSWER_MS = 10_000;
const SILENT_MS = 45_000;
/** The most characters of one event: the log takes no append of more than 1 MiB. */
const MOST_CHARACTERS = 4 * 1024 * 1024;

/**
 * The feed of an API as server-sent events. It keeps no place of its own: whoever follows says after which position. The
 * stream ends whenever the API stops or finds its reader slow, which is told as an error: follow again.
 */
export function openSseFeed(options: SseFeedOptions): FeedSource {
  const { api, answerMs = ANSWER_MS, silentMs = SILENT_MS } = options;
  const name = `the API at ${api}`;
  return {
    name,
    async follow(take, after, stopping) {
      const line = lineTo(name, stopping);
      try {
        const ask = { address: addressOf(options, after), token: options.token, name, signal: line.signal };
        const response = await line.heard(() => answered(ask), answerMs);
        if (response === undefined) return;
        const pieces = (response as AsyncIterable<string>)[Symbol.asyncIterator]();
        for (const texts = textsIn(); ;) {
          const piece = await line.heard(() => pieces.next(), silentMs);
          if (piece === undefined) return;
          if (piece.done === true) throw new Error(`${name}: the stream ended`);
          for (const text of texts(piece.value)) {
            if (stopping.aborted) return;
            const event = cloudEventOfText(text);
            if (event === undefined)
              throw new FeedSourceRefused(
                `${name} sends what is no event of a feed; give the address of an API`,
              );
            await take(event);
          }
        }
      } finally {
        line.end();
      }
    },
  };
}

function addressOf({ api, filter = {} }: SseFeedOptions, after: number): URL {
  const url = new URL(`${api.replace(/\/$/, '')}/events`);
  url.search = new URLSearchParams({ ...filter, after: String(after) }).toString();
  return url;
}

/** A connection, and what ends it. */
interface Line {
  signal: AbortSignal;
  /** What is heard within some time; undefined once it is to stop. @throws where nothing is heard */
  heard<T>(work: () => Promise<T>, within: number): Promise<T | undefined>;
  end(): void;
}

function lineTo(name: string, stopping: AbortSignal): Line {
  const connection = new AbortController();
  const { signal } = connection;
  const end = (): void => connection.abort();
  stopping.addEventListener('abort', end);
  if (stopping.aborted) end();
  return {
    signal,
    async heard(work, within) {
      const words = `it said nothing within ${String(within)} ms`;
      const timer = setTimeout(() => connection.abort(words), within);
      try {
        return await work();
      } catch (error) {
        if (stopping.aborted) return undefined;
        if (error instanceof FeedSourceRefused) throw error;
        throw new Error(`${name}: ${signal.reason === words ? words : messageOf(error)}`, { cause: error });
      } finally {
        clearTimeout(timer);
      }
    },
    end() {
      stopping.removeEventListener('abort', end);
      end();
    },
  };
}

/** Errors of Node.js may be of another realm, where `instanceof Error` fails. */
function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error);
}

/** Takes the pieces of a stream, and gives the data of the messages that each completes. */
function textsIn(): (piece: string) => string[] {
  let texts: string[] = [];
  const parser = createParser({ onEvent: ({ data }) => texts.push(data), maxBufferSize: MOST_CHARACTERS });
  return (piece) => {
    texts = [];
    parser.feed(piece);
    return texts;
  };
}
