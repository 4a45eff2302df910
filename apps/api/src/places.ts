import { NotFound } from '@acta/application';
import { type Coverage, type ReportKind, parseStream, streamOf } from '@acta/domain';
import { coverageOf } from './report-path.js';

/** The placeholders of an address, as the router gives them: decoded, not yet checked. */
export type Places = Readonly<Record<string, string>>;

/** A placeholder: what it may hold, what it is, and one. */
interface Place {
  form: RegExp;
  is: string;
  example: string;
}

/** A group's or a session's code. */
export const CODE = /^[A-Z][A-Z0-9]{0,15}(-[A-Z0-9]{1,15}){0,3}$/;
const ORDINAL = /^[1-9]\d{0,8}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const UUID_EXAMPLE = '5b0c1f7e-3d52-4b7e-9d0a-6f1e2c3b4a59';

/** Every placeholder of an address. What does not fit its form names nothing: the address is not found. */
export const placeholders: Readonly<Record<string, Place>> = {
  group: { form: CODE, is: 'a group’s code', example: 'CWG-COP' },
  meeting: { form: ORDINAL, is: 'a meeting’s number', example: '15' },
  ordinal: { form: ORDINAL, is: 'an outcome’s number in its meeting', example: '1' },
  number: { form: /^.{1,100}$/su, is: 'a contribution’s number, verbatim', example: 'CWG-COP-19/3' },
  id: {
    form: /^[A-Z][A-Z0-9]{0,15}(-[A-Z0-9]{1,15}){0,3}-[oi]-[1-9]\d{0,9}$/,
    is: 'a liaison statement’s id',
    example: 'CWG-COP-o-1',
  },
  appointment: { form: /^.{1,100}$/su, is: 'an appointment, as it was named', example: 'chair-2018' },
  kind: { form: /^(four-year|annual|meeting)$/, is: 'a kind of report', example: 'four-year' },
  covers: {
    form: /^[A-Z0-9.+-]{1,160}$/,
    is: 'what a report covers: a period, or meetings such as 15+16',
    example: 'PP-18..PP-22',
  },
  position: { form: /^[1-9]\d{0,15}$/, is: 'a journal position', example: '23' },
  session: { form: CODE, is: 'a session’s code', example: 'PP-22' },
  subject: { form: UUID, is: 'a person’s subject id', example: UUID_EXAMPLE },
  stream: { form: /^[A-Za-z0-9.+-]{1,255}$/, is: 'a stream', example: 'meeting-CWG-COP-15' },
  asset: {
    form: /^(start\.js|swagger-ui\.css|swagger-ui-bundle\.js)$/,
    is: 'a file of the page',
    example: 'start.js',
  },
  sha256: { form: /^[0-9a-f]{64}$/, is: 'the SHA-256 of a document', example: '0'.repeat(64) },
  name: {
    form: /^[a-z][a-z-]{0,60}\.v[1-9]\d{0,3}\.json$/,
    is: 'a schema’s file',
    example: 'outcome-amended.v1.json',
  },
  webhook: { form: UUID, is: 'a webhook’s id', example: UUID_EXAMPLE },
  command: { form: UUID, is: 'a command’s id', example: UUID_EXAMPLE },
};

const NUMBERS: ReadonlySet<string> = new Set(['meeting', 'ordinal']);

/** @throws NotFound */
export function checkPlaces(places: Places): void {
  for (const [name, value] of Object.entries(places))
    if (placeholders[name]?.form.test(value) === false)
      throw new NotFound(`"${value.slice(0, 100)}" names no ${name}`);
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
