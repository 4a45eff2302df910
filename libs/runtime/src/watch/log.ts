import type { Uuid } from '@acta/domain';
import type { LogLevel } from '../watch-settings.js';

/**
 * What a line may say besides its message. There is no place for names and addresses of people, tokens, bodies and
 * queries; a person is a subject id.
 */
export interface LogFields {
  /** Which part of the service says it. */
  part?: string;
  /** What the line belongs to: that of the events that were recorded, the id of the trace, and what a caller was told. */
  correlationId?: Uuid;
  method?: string;
  /** The template of an address, never the address itself. */
  route?: string;
  status?: number;
  durationMs?: number;
  /** Subject id of the caller. */
  subject?: Uuid;
  topic?: string;
  position?: number;
  error?: unknown;
}

/** Where a service tells what happens to it, on standard error. */
export interface ServiceLog {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export interface LogOptions {
  level: LogLevel;
  /** What a line of text begins with, for example acta-relay. */
  prefix: string;
  write: (line: string) => void;
}

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** Lines for people: who speaks, what of, and what happened. */
export function textLog({ level, prefix, write }: LogOptions): ServiceLog {
  const say =
    (of: LogLevel) =>
    (message: string, { part, topic, correlationId, error }: LogFields = {}): void => {
      if (LEVELS.indexOf(of) < LEVELS.indexOf(level)) return;
      const about = [prefix, part, topic].filter((each) => each !== undefined).join(': ');
      const id = correlationId === undefined ? '' : ` [${correlationId}]`;
      write(`${about}: ${message}${id}\n${error === undefined ? '' : `${stackOf(error)}\n`}`);
    };
  return { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') };
}

const MOST_CAUSES = 5;

/** An error with those that caused it. Of what else hangs on an error, nothing is told: it may be a request. */
export function stackOf(error: unknown): string {
  const stacks: string[] = [];
  for (let each = error; each !== undefined && stacks.length < MOST_CAUSES;) {
    if (!(each instanceof Error))
      return [...stacks, typeof each === 'string' ? each : typeof each].join('\ncaused by ');
    stacks.push(each.stack ?? `${each.name}: ${each.message}`);
    each = each.cause;
  }
  return stacks.join('\ncaused by ');
}
