import { pino } from 'pino';
import { type LogFields, type LogOptions, type ServiceLog, stackOf } from './log.js';

/** One JSON object a line, its time in RFC 3339. @param about what every line says: the service, and the log that it keeps */
export function jsonLog({ level, write }: LogOptions, about: Readonly<Record<string, string>>): ServiceLog {
  const logger = pino(
    {
      level,
      base: about,
      messageKey: 'message',
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write },
  );
  const say =
    (of: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, { error, ...fields }: LogFields = {}): void =>
      logger[of](error === undefined ? fields : { ...fields, error: told(error) }, message);
  return { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') };
}

function told(error: unknown): { type: string; message: string; stack: string } {
  const isError = error instanceof Error;
  return {
    type: isError ? error.name : typeof error,
    message: isError ? error.message : String(error),
    stack: stackOf(error),
  };
}
