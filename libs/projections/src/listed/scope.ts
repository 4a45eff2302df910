import { type GroupCode, parseStream } from '@acta/domain';
import { refOfStream } from '../subjects.js';

/** Streams whose subjects are listed together: a meeting, a report, or all liaison statements of a group. */
export interface ListingScope {
  /** Names the scope; equal for streams of the same one. */
  key: string;
  group: GroupCode;
  /**
   * The names of its streams start with one of these. Others may too (a meeting's 1 and 15): a listing takes no notice
   * of them.
   */
  prefixes: readonly string[];
  /** The reference that those of its subjects are, or start with. */
  ref: string;
}

/** The scope that a stream belongs to; undefined for one whose subjects are not listed. */
export function scopeOf(stream: string): ListingScope | undefined {
  const name = parseStream(stream);
  switch (name?.aggregate) {
    case 'meeting':
    case 'report':
      return { key: stream, group: name.group, prefixes: [stream], ref: refOfStream(stream) };
    case 'liaison':
      // A reply settles the statement that it answers, so what is awaited of one is told by others.
      return {
        key: `liaison-${name.group}`,
        group: name.group,
        prefixes: [`liaison-${name.group}-o-`, `liaison-${name.group}-i-`],
        ref: `${name.group}/liaison-statements`,
      };
    case 'group':
    case 'calendar':
    case 'person':
    case undefined:
      return undefined;
  }
}
