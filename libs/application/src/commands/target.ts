import {
  type Command,
  type CommandType,
  type Coverage,
  type ReportKind,
  type StreamName,
  aggregateFor,
  parseStream,
  streamOf,
} from '@acta/domain';
import { invalid } from '../faults.js';

/** The stream that a command acts on, with what its name says. */
export interface Target {
  stream: string;
  name: StreamName;
}

/**
 * Finds a command's stream: the one that it names, or, where it brings a subject into the record, the one that its data
 * names. Both must agree.
 * @throws Invalid
 */
export function targetOf(command: Command): Target {
  const derived = NAMED_BY_DATA[command.type]?.(command.data);
  const stream = command.stream ?? derived;
  if (stream === undefined) throw invalid('missing-field', 'is required: the stream to act on', '/stream');
  const name = parseStream(stream);
  if (name === undefined)
    throw invalid(
      'unknown-stream',
      `"${stream}" is no stream; streams are named like group-CWG-COP, meeting-CWG-COP-15, liaison-CWG-COP-o-1, report-CWG-COP-four-year-PP-18..PP-22, calendar`,
      '/stream',
    );
  if (derived !== undefined && stream !== derived)
    throw invalid(
      'stream-mismatch',
      `the data is about ${derived}; leave the stream out, or name that one`,
      '/stream',
    );
  const aggregate = aggregateFor(command.type);
  if (aggregate !== undefined && aggregate !== name.aggregate)
    throw invalid(
      'wrong-stream',
      `${command.type} acts on a ${aggregate}, and ${stream} is a ${name.aggregate}`,
      '/stream',
    );
  return { stream, name };
}

const text = (data: Command['data'], field: string): string => String(data[field]);
const number = (data: Command['data'], field: string): number => Number(data[field]);

/** Commands whose data names their subject. The data has the form that the command's schema asks for. */
const NAMED_BY_DATA: Partial<Record<CommandType, (data: Command['data']) => string>> = {
  'establish-group': (data) => streamOf.group(text(data, 'group')),
  'plan-meeting': (data) => streamOf.meeting(text(data, 'group'), number(data, 'ordinal')),
  'draft-liaison-statement': (data) => streamOf.liaison(text(data, 'group'), 'o', number(data, 'ordinal')),
  'receive-liaison-statement': (data) => streamOf.liaison(text(data, 'group'), 'i', number(data, 'ordinal')),
  'draft-report': (data) =>
    streamOf.report(text(data, 'group'), data['kind'] as ReportKind, data['covers'] as Coverage),
  'enter-session': streamOf.calendar,
  'revise-session': streamOf.calendar,
  'cancel-session': streamOf.calendar,
  'erase-person': (data) => streamOf.person(text(data, 'subject')),
};
