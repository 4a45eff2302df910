import { type GroupRecord, isSameRecord } from '@acta/projections';

interface Made {
  record: GroupRecord;
  day: string;
  value: object;
}

/** How many views are kept of a group. */
const MADE = 100;

/** Views that were made, as long as the group's state that they were made from is in use. */
export class MadeViews {
  readonly #made = new WeakMap<GroupRecord['group'], Map<string, Made>>();

  of(record: GroupRecord, what: string): Made | undefined {
    const known = this.#made.get(record.group)?.get(what);
    return known !== undefined && isSameRecord(known.record, record) ? known : undefined;
  }

  keep(what: string, view: Made): void {
    const { group } = view.record;
    const ofGroup = this.#made.get(group) ?? new Map<string, Made>();
    if (ofGroup.size >= MADE) ofGroup.clear();
    this.#made.set(group, ofGroup.set(what, view));
  }
}
