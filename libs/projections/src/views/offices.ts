import {
  type Day,
  type GroupCode,
  type Line,
  type MeetingState,
  type OfficerAppointed,
  type Ordinal,
  type TermsOfReferenceSet,
  type Text,
  dayOf,
  momentOf,
} from '@acta/domain';
import type { GroupRecord } from '../record.js';
import { refOf } from '../subjects.js';
import { type InstrumentView, type OfficerView, inOffice, instrumentView, officerView } from './group.js';
import { liaisonStatementView } from './liaison-statement.js';
import { type ChairView, type SittingView, chairView, sittingView } from './meeting-summary.js';
import { type Basis, type NameOf, type PersonView, present, withBasis } from './parts.js';

/**
 * Who stood for a group on a day, and under which terms: as of then, not as of now. What is absent, and an office
 * without a holder, is not in the record.
 */
export interface Offices {
  readonly ref: string;
  readonly group: GroupCode;
  readonly day: Day;
  /** Every office there is, with those whose term covers the day. */
  readonly offices: readonly { readonly office: Office; readonly holders: readonly OfficerView[] }[];
  readonly termsOfReference?: TermsOfReferenceSet & { readonly basis: Basis };
  /** The instruments in force, each with the revision that holds. */
  readonly mandate: readonly InstrumentView[];
  /** Every meeting that is held or has a chair in the record, in the order of their ordinals. */
  readonly meetings: readonly ChairedMeeting[];
  /** Every liaison statement that names contacts. */
  readonly contacts: readonly ContactsOf[];
}

export type Office = OfficerAppointed['office'];

/** Who chaired a meeting, and who was chair of the group as it began: the one does not tell the other. */
export interface ChairedMeeting {
  readonly ref: string;
  readonly ordinal: Ordinal;
  readonly sitting?: SittingView;
  readonly chair?: ChairView;
  /** Chairs of the group whose term covers the meeting's first day, or overlaps its first month or year. */
  readonly inOffice: readonly OfficerView[];
}

/** Whom a liaison statement named as its contacts. */
export interface ContactsOf {
  readonly ref: string;
  readonly from?: Line;
  readonly subject?: Text;
  readonly persons: readonly PersonView[];
}

const offices: readonly Office[] = ['chair', 'vice-chair', 'secretariat'];

/** @param day the day, UTC, that is asked about. Undefined while the group is not in the record. */
export function officesView(record: GroupRecord, day: Day, nameOf: NameOf): Offices | undefined {
  const { group, meetings, liaison } = record;
  const { code } = group;
  if (code === undefined) return undefined;
  const holders = inOffice(record.officers, day).map((officer) => officerView(officer, nameOf));
  const terms = group.termsOfReference.at(-1);
  return present({
    ref: `${refOf.group(code)}/offices`,
    group: code,
    day,
    offices: offices.map((office) => ({
      office,
      holders: holders.filter((holder) => holder.office === office),
    })),
    termsOfReference: terms && withBasis(terms),
    mandate: [...group.mandate.values()].map(instrumentView),
    meetings: [...meetings]
      .filter(([, meeting]) => wasHeld(meeting))
      .map(([ordinal, meeting]) =>
        chairedMeeting(record.officers, refOf.meeting(code, ordinal), { ...meeting, ordinal }, nameOf),
      ),
    contacts: [...liaison.keys()].flatMap((id) => {
      const statement = liaisonStatementView(record, id, day, nameOf);
      if (statement === undefined || statement.contacts.length === 0) return [];
      const { ref, from, subject, contacts } = statement;
      return [present({ ref, from, subject, persons: contacts })];
    }),
  });
}

function wasHeld({ status, chair }: MeetingState): boolean {
  return chair !== undefined || !['unknown', 'planned', 'cancelled'].includes(status);
}

function chairedMeeting(
  officers: GroupRecord['officers'],
  ref: string,
  { ordinal, sitting, chair }: MeetingState & { ordinal: Ordinal },
  nameOf: NameOf,
): ChairedMeeting {
  const began = sitting && momentOf(sitting.value.from);
  const chairs = began === undefined ? [] : inOffice(officers, dayOf(began.start), dayOf(began.end));
  return present({
    ref,
    ordinal,
    sitting: sitting && sittingView(sitting),
    chair: chair && chairView(chair, nameOf),
    inOffice: chairs
      .filter(({ value: { office } }) => office === 'chair')
      .map((officer) => officerView(officer, nameOf)),
  });
}
