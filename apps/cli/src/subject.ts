import type { GroupCode, Identifier, Ordinal } from '@acta/domain';
import { InvalidArgumentError } from 'commander';
import { CODE } from './arguments.js';

/** What can be shown: a subject as lists and the timeline refer to it. */
export type Subject =
  | { kind: 'group'; group: GroupCode }
  | { kind: 'mandate-matrix'; group: GroupCode }
  | { kind: 'offices'; group: GroupCode }
  | { kind: 'meeting'; group: GroupCode; meeting: Ordinal }
  | { kind: 'outcome'; group: GroupCode; meeting: Ordinal; ordinal: Ordinal }
  | { kind: 'contribution'; group: GroupCode; meeting: Ordinal; number: Identifier }
  | { kind: 'liaison-statement'; group: GroupCode; id: Identifier }
  | { kind: 'report'; group: GroupCode; id: Identifier };

const FORM = new RegExp(
  `^(?<group>${CODE})(?:/meetings/(?<meeting>[1-9]\\d{0,8})(?:/outcomes/(?<ordinal>[1-9]\\d{0,8})|/contributions/(?<number>.+))?` +
    `|/liaison-statements/(?<statement>[oi]-[1-9]\\d{0,8})|/reports/(?<kind>four-year|annual|meeting)/(?<covers>[A-Z0-9.+-]+))?$`,
);

/** Reads a reference, for example CWG-COP/meetings/15/outcomes/3. @throws InvalidArgumentError */
export function subject(text: string): Subject {
  const found = FORM.exec(text)?.groups;
  if (found?.['group'] === undefined)
    throw new InvalidArgumentError(
      "Give a group's code, or a subject as lists name it: CWG-COP/meetings/15, CWG-COP/meetings/15/outcomes/3, " +
        'CWG-COP/meetings/18/contributions/CWG-COP-18/3, CWG-COP/liaison-statements/o-1, ' +
        'CWG-COP/reports/four-year/PP-18..PP-22.',
    );
  const { group, meeting, ordinal, number, statement, kind, covers } = found;
  if (statement !== undefined) return { kind: 'liaison-statement', group, id: `${group}-${statement}` };
  if (kind !== undefined) return { kind: 'report', group, id: `${group}-${kind}-${covers ?? ''}` };
  if (meeting === undefined) return { kind: 'group', group };
  const within = { group, meeting: Number(meeting) };
  if (ordinal !== undefined) return { kind: 'outcome', ...within, ordinal: Number(ordinal) };
  return number === undefined ? { kind: 'meeting', ...within } : { kind: 'contribution', ...within, number };
}
