import {
  type Command,
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
  const derived = derivedStream(command);
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
    throw invalid('stream-mismatch', `the data is about ${derived}; leave the stream out, or name that one`, '/stream');
  const aggregate = aggregateFor(command.type);
  if (aggregate !== undefined && aggregate !== name.aggregate)
    throw invalid('wrong-stream', `${command.type} acts on a ${aggregate}, and ${stream} is a ${name.aggregate}`, '/stream');
  return { stream, name };
}

/** For commands whose data names their subject. The data has the form that the command's schema asks for. */
function derivedStream({ type, data }: Command): string | undefined {
  const text = (field: string): string => String(data[field]);
  const number = (field: string): number => Number(data[field]);
  switch (type) {
    case 'establish-group':
      return streamOf.group(text('group'));
    case 'plan-meeting':
      return streamOf.meeting(text('group'), number('ordinal'));
    case 'draft-liaison-statement':
      return streamOf.liaison(text('group'), 'o', number('ordinal'));
    case 'receive-liaison-statement':
      return streamOf.liaison(text('group'), 'i', number('ordinal'));
    case 'draft-report':
      return streamOf.report(text('group'), data['kind'] as ReportKind, data['covers'] as Coverage);
    case 'enter-session':
    case 'revise-session':
    case 'cancel-session':
      return streamOf.calendar();
    case 'erase-person':
      return streamOf.person(text('subject'));
    default:
      return undefined;
  }
}
