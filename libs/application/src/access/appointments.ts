import { type GroupCode, type OfficerAppointed, type SubjectId, streamOf } from '@acta/domain';
import { foldStream } from '@acta/projections';
import type { Reader } from '../queries/reader.js';

/**
 * Every appointment of somebody in a group so far, whatever its term, as the record is now. Every act is judged by it.
 * @param reader the whole record
 */
export function appointmentsOf(reader: Reader, subject: SubjectId, group: GroupCode): OfficerAppointed[] {
  const { position } = reader.point({});
  const { officers } = foldStream('group', reader.stream(streamOf.group(group), position));
  return [...officers.values()].map(({ value }) => value).filter(({ person }) => person.subject === subject);
}
