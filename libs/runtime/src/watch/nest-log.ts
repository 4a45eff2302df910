import type { LoggerService } from '@nestjs/common';
import type { LogFields, ServiceLog } from './log.js';

/** Nest's own lines, and those of its loggers, in the service's log. What Nest calls a log is its start, step by step. */
export function nestLog(log: ServiceLog): LoggerService {
  const say =
    (of: keyof ServiceLog) =>
    (message: unknown, ...rest: unknown[]): void => {
      const part = rest.at(-1);
      const about: LogFields = typeof part === 'string' ? { part } : {};
      if (message instanceof Error) log[of](message.message, { ...about, error: message });
      else log[of](String(message), about);
    };
  const debug = say('debug');
  return { log: debug, debug, verbose: debug, warn: say('warn'), error: say('error'), fatal: say('error') };
}
