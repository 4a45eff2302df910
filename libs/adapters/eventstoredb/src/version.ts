import { EventStoreFailure } from './failure.js';

/** The oldest that tells its features, and the newest major that this adapter was written against the sources of. */
const OLDEST = [21, 10] as const;
const NEWEST_MAJOR = 25;

/** @throws EventStoreFailure version */
export function assertKnownVersion(version: string): void {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  const known =
    major !== undefined &&
    minor !== undefined &&
    Number(major) <= NEWEST_MAJOR &&
    (Number(major) > OLDEST[0] || (Number(major) === OLDEST[0] && Number(minor) >= OLDEST[1]));
  if (!known)
    throw new EventStoreFailure(
      'version',
      `the server says that it is version ${version}; versions ${OLDEST.join('.')} to ${String(NEWEST_MAJOR)}.x of EventStoreDB are known to work: use one of those`,
    );
}
