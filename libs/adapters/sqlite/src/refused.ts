/** Why a file was refused. Stable; the message may be reworded. */
export type RefusalCode =
  /** No such file or folder. */
  | 'missing'
  /** Not SQLite, or a SQLite file of something else. */
  | 'not-ours'
  /** Written by a newer build. */
  | 'newer'
  /** Needs a migration, which only opening it for writing does. */
  | 'older'
  /** Another process writes here. */
  | 'locked'
  /** Damaged. */
  | 'corrupt'
  /** SQLite did not take the settings that durability rests on. */
  | 'not-durable'
  /** Follows a log that is kept elsewhere: only what follows it may write here. */
  | 'replica'
  /** Holds a log of its own, or follows another: what would follow this one must not write here. */
  | 'not-this-replica'
  /** Its log was moved to another store, and goes on there. */
  | 'moved'
  /** Opened for reading. */
  | 'read-only'
  /** Something is there already and would be overwritten. */
  | 'occupied'
  /** Closed, or stopped after a failure of the file. */
  | 'stopped'
  /** The operating system refused access. */
  | 'inaccessible';

/** A file that was not opened, or an operation that its state forbids. The message ends with the remedy. */
export class StoreRefused extends Error {
  override readonly name = 'StoreRefused';
  constructor(
    readonly code: RefusalCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** SQLite's extended result code, where the error is SQLite's. Errors cross threads and realms: no `instanceof`. */
export function sqliteCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' && error.code.startsWith('SQLITE_') ? error.code : undefined;
}

/**
 * What SQLite's error on opening or reading `file` means to its owner; other errors as they are.
 * @param remedy of a file whose bytes are not what they should be
 */
export function asRefusal(file: string, error: unknown, remedy = 'restore a backup'): unknown {
  const code = sqliteCode(error);
  if (code === undefined) return error;
  const cause = { cause: error };
  if (isDamage(error)) return new StoreRefused('corrupt', `${file} is damaged (${code}): ${remedy}`, cause);
  if (code === 'SQLITE_NOTADB')
    return new StoreRefused(
      'not-ours',
      `${file} is not an Acta file, or its first bytes are damaged: give another path, or ${remedy}`,
      cause,
    );
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
    return new StoreRefused(
      'locked',
      `${file} is held by another process: close that one, then try again`,
      cause,
    );
  return new StoreRefused(
    'inaccessible',
    `${file} cannot be opened (${code}): check that the folder exists and may be written`,
    cause,
  );
}

/** Whether an error is SQLite's on a file whose pages are not what they should be. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error) ?? '';
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_IOERR_SHORT_READ';
}

/** The same functions, but that damage to `file` which shows only as it is read is refused with its remedy. */
export function refusingDamage<T extends Record<keyof T, (...given: never[]) => unknown>>(
  file: string,
  functions: T,
  remedy?: string,
): T {
  const guarded = Object.entries<(...given: never[]) => unknown>(functions).map(([name, read]) => [
    name,
    (...given: never[]): unknown => {
      try {
        return read(...given);
      } catch (error) {
        throw isDamage(error) ? asRefusal(file, error, remedy) : error;
      }
    },
  ]);
  return Object.fromEntries(guarded) as T;
}
