import { KeyVaultUnavailable } from '@acta/application';
import pg from 'pg';

/** The database cannot be used as it is. Nothing was written to it. */
export class KeyVaultRefused extends Error {
  override readonly name = 'KeyVaultRefused';
}

/** Where a vault is, and as whom it is asked: never with the password. */
export interface Place {
  /** Host, port and database, for messages. */
  at: string;
  user: string;
  database: string;
}

/**
 * PostgreSQL's error codes (PostgreSQL manual, appendix A) that have a remedy of their own. They are not of the moment:
 * the same call fails again until somebody acts.
 */
const refusals: Readonly<Record<string, (place: Place) => string>> = {
  '28P01': ({ user }) =>
    `it refuses the password of "${user}"; correct user and password, in the address or PGPASSWORD`,
  '28000': ({ user }) =>
    `it does not admit "${user}" from here or without TLS; correct the user, add sslmode=verify-full, or admit it in pg_hba.conf`,
  '3D000': ({ database }) => `it has no database "${database}"; make one (createdb), or correct the address`,
  '42501': ({ user, database }) =>
    `"${user}" may not do what the key vault needs; make it the owner of the database "${database}", or of its schema "acta"`,
  '25006': () => 'it is a standby, which can only be read; give the address of the primary',
};

/** Whether an error says that the connection was lost or not made, and not that a statement was refused. */
export function isConnectionLoss(error: unknown): boolean {
  const state = sqlState(error);
  return state === undefined ? isOfSystem(error) : /^(08|57P0[123])/.test(state);
}

/** What an error of the driver means and what to do, without the password. Errors of ours are given back as they are. */
export function worded(error: unknown, place: Place): Error {
  if (error instanceof KeyVaultRefused || error instanceof KeyVaultUnavailable) return error;
  const state = sqlState(error) ?? '';
  const message = messageOf(error);
  const refusal = refusals[state];
  if (refusal !== undefined)
    return new KeyVaultRefused(`PostgreSQL at ${place.at}: ${refusal(place)} (${message})`);
  if (/certificate|self.signed|does not match|altnames/i.test(message))
    return new KeyVaultRefused(
      `PostgreSQL at ${place.at}: its certificate is not trusted (${message}); name its authority with sslrootcert=<file>, or correct the host`,
    );
  if (/does not support SSL/i.test(message))
    return new KeyVaultRefused(
      `PostgreSQL at ${place.at}: it does not offer TLS; switch it on there (ssl = on)`,
    );
  const what = isConnectionLoss(error)
    ? `does not answer (${message}); see that it runs and can be reached from here, or correct the address`
    : `refused a statement (${message}); its own log tells more`;
  return new KeyVaultUnavailable(`PostgreSQL at ${place.at} ${what}`, { cause: error });
}

export function sqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}

function codeOf(error: unknown): string | undefined {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

/** The driver has no type for these: a lost socket, a time-out, a connection that was closed. */
function isOfSystem(error: unknown): boolean {
  return codeOf(error) !== undefined || /connection|timeout|timed out|not queryable/i.test(messageOf(error));
}

/** An attempt at several addresses fails with a code and no words. */
function messageOf(error: unknown): string {
  const { message = '' } = error as { message?: string };
  return message === '' ? (codeOf(error) ?? String(error)) : message;
}
