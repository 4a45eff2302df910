import type { GroupRecord } from '@acta/projections';
import { group } from './reports.js';

/** What lists should show of a record: each subject with its kind and state. */
export function listedIn(record: GroupRecord): Map<string, string> {
  const listed = new Map<string, string>();
  for (const [ordinal, { status, contributions, outcomes }] of record.meetings) {
    const ref = `${group}/meetings/${String(ordinal)}`;
    listed.set(ref, `meeting ${status}`);
    for (const each of contributions.values())
      listed.set(`${ref}/contributions/${each.number}`, `contribution ${each.status}`);
    for (const each of outcomes.values())
      listed.set(`${ref}/outcomes/${String(each.ordinal)}`, `outcome ${each.status}`);
  }
  for (const [id, { status }] of record.liaison)
    listed.set(`${group}/liaison-statements/${id.slice(group.length + 1)}`, `liaison-statement ${status}`);
  for (const [id, { status, kind = '' }] of record.reports)
    listed.set(`${group}/reports/${kind}/${id.slice(`${group}-${kind}-`.length)}`, `report ${status}`);
  return listed;
}
