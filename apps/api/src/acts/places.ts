import { NotFound } from '@acta/application';
import { type Coverage, type ReportKind, parseStream, streamOf } from '@acta/domain';
import { coverageOf } from '../report-path.js';

/** The placeholders of an address, as the router gives them: decoded, not yet checked. */
export type Places = Readonly<Record<string, string>>;

/** What each placeholder may hold. What does not fit names nothing: the address is not found. */
const FORMS: Readonly<Record<string, RegExp>> = {
  group: /^[A-Z][A-Z0-9]{0,15}(-[A-Z0-9]{1,15}){0,3}$/,
  meeting: /^[1-9]\d{0,8}$/,
  ordinal: /^[1-9]\d{0,8}$/,
  kind: /^(four-year|annual|meeting)$/,
  covers: /^[A-Z0-9.+-]{1,160}$/,
  session: /^[A-Z][A-Z0-9]{0,15}(-[A-Z0-9]{1,15}){0,3}$/,
  subject: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
};

const NUMBERS: ReadonlySet<string> = new Set(['meeting', 'ordinal']);

/** @throws NotFound */
export function checkPlaces(places: Places): void {
  for (const [name, value] of Object.entries(places))
    if (FORMS[name]?.test(value) === false) throw new NotFound(`"${value.slice(0, 100)}" names no ${name}`);
}

/** The value of a placeholder as a command's data has it. */
export function valueOf(name: string, value: string): string | number {
  return NUMBERS.has(name) ? Number(value) : value;
}

/**
 * The stream that an address is about; undefined where it brings one into the record, whose data names it.
 * @throws NotFound
 */
export function streamAt(places: Places): string | undefined {
  const { group, meeting, id, kind, covers, session, stream } = places;
  if (stream !== undefined) {
    if (parseStream(stream) === undefined) throw new NotFound(`"${stream.slice(0, 100)}" is no stream`);
    return stream;
  }
  if (session !== undefined) return streamOf.calendar();
  if (group === undefined) return undefined;
  if (meeting !== undefined) return streamOf.meeting(group, Number(meeting));
  if (kind !== undefined && covers !== undefined)
    return streamOf.report(group, kind as ReportKind, coverage(covers));
  if (id === undefined) return streamOf.group(group);
  const statement = `liaison-${id}`;
  const name = parseStream(statement);
  if (name?.aggregate !== 'liaison' || name.group !== group)
    throw new NotFound(`"${id.slice(0, 100)}" names no liaison statement of ${group}`);
  return statement;
}

function coverage(covers: string): Coverage {
  const read = coverageOf(covers);
  if (read === undefined)
    throw new NotFound(
      `"${covers.slice(0, 100)}" is neither a period such as PP-18..PP-22 nor meetings such as 15+16`,
    );
  return read;
}
