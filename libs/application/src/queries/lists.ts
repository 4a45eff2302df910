import type { GroupCode } from '@acta/domain';
import type { Point, SubjectKind } from '@acta/projections';
import type { Indexer } from '../lists/indexer.js';
import { type ListIndex, type ListPage, type ListQuery } from '../ports/list-index.js';
import { dateOf, type When } from './point.js';
import type { Answer, Reader } from './reader.js';

/** What a list is asked for. Absent filters let everything through. */
export interface ListAsk {
  when: When;
  group?: GroupCode;
  kind?: SubjectKind;
  meeting?: number;
  state?: string;
  country?: string;
  /** Only what awaits something whose deadline has passed at the end of this day. */
  overdue?: string;
  /** Words, "phrases", prefixes*. */
  search?: string;
  /** Page size, 1 to 500. */
  limit?: number;
  after?: string;
}

export interface ListAnswer extends ListPage {
  point: Point;
}

const DEFAULT_LIMIT = 50;

/** Lists what the record holds at a point, once the index has reached it. @throws Invalid, BadSearch */
export async function listSubjects(
  { reader, index, indexer }: { reader: Reader; index: ListIndex; indexer: Indexer },
  { when, overdue, limit = DEFAULT_LIMIT, ...filters }: ListAsk,
): Promise<ListAnswer> {
  const point = reader.point(when);
  const query: ListQuery = {
    ...filters,
    asOf: point.position,
    at: point.at,
    limit,
    ...(overdue === undefined ? {} : { overdueAt: dateOf('/overdue', overdue).end }),
  };
  await indexer.catchUp(point.position);
  return { point, ...index.find(query) };
}

/** Codes of the groups that the record holds at a point, in order. @throws Invalid */
export function listGroups(reader: Reader, when: When): Answer<GroupCode[]> {
  const point = reader.point(when);
  return { point, value: reader.groups(point.position) };
}
