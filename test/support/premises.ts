import { type Classification, streamOf } from '@acta/domain';
import type { Acta } from '@acta/runtime';
import { act } from './acting.js';

/** The bytes of every document on the premises. */
export const DOCUMENT = 'A document of the group.\n';

const text = (words: string) => ({ language: 'en', text: words });

/** The meeting that is open, the one that is over, and the numbers and ids of what is on the premises. */
export const OPEN = 30;
export const OVER = 29;
export const SESSION = 'CWX-26';
export const APPOINTMENT = 'secretary-2026';
export const OUTCOME = 1;
const STATEMENTS: Readonly<Record<Exclude<Classification, 'members'>, number>> = {
  public: 91,
  states: 92,
  draft: 93,
};

/** A contribution's number, by what it is classified today. */
export function numberOf(group: string, classification: Classification, meeting = OPEN): string {
  const series = { public: '', members: 'M-', states: 'S-', draft: 'D-' }[classification];
  return `${group}-${String(meeting)}/${series}1`;
}

/** A liaison statement's id, by what it is classified today. */
export function statementOf(group: string, classification: keyof typeof STATEMENTS): string {
  return `${group}-o-${String(STATEMENTS[classification])}`;
}

/**
 * Puts one of everything into a group that is established: an open meeting and one that is written up, each with an
 * outcome; contributions and liaison statements that were public first, and are restricted now.
 * @returns the newest position at which all was public still
 */
export async function furnish(acta: Acta, group: string): Promise<number> {
  const document = {
    sha256: await acta.blobs.put(Buffer.from(DOCUMENT)),
    size: DOCUMENT.length,
    mediaType: 'text/plain',
  };
  const give = (
    type: Parameters<typeof act>[1]['type'],
    stream: string,
    data: Record<string, unknown> = {},
  ) => act(acta, { type, stream, data });
  await give('appoint-officer', streamOf.group(group), {
    appointment: APPOINTMENT,
    office: 'secretariat',
    person: { subject: '11111111-1111-4111-8111-111111111111', name: 'The secretariat' },
    from: '2026-01-01',
  });
  for (const ordinal of [OVER, OPEN]) {
    const meeting = streamOf.meeting(group, ordinal);
    await give('plan-meeting', meeting, { group, ordinal, held: { from: '2026-10-01' } });
    await give('open-meeting', meeting);
    for (const classification of ['public', 'states', 'draft'] as const)
      await give('submit-contribution', meeting, {
        number: numberOf(group, classification, ordinal),
        title: text(`A paper that is for ${classification} today`),
        sources: [{ name: 'Egypt', country: 'EG' }],
        document,
      });
    await give('record-outcome', meeting, { ordinal: OUTCOME, text: text('The meeting agreed.') });
  }
  await give('close-meeting', streamOf.meeting(group, OVER));
  await give('write-up-meeting', streamOf.meeting(group, OVER));
  for (const [classification, ordinal] of Object.entries(STATEMENTS))
    await give('draft-liaison-statement', streamOf.liaison(group, 'o', ordinal), {
      group,
      ordinal,
      addressees: [{ name: 'Council' }],
      subject: text(`A statement that is for ${classification} today`),
      attachments: [document],
    });
  const covers = { meetings: [OPEN] };
  await give('draft-report', streamOf.report(group, 'annual', covers), { group, kind: 'annual', covers });
  const { position } = acta.journal.head();
  for (const classification of ['states', 'draft'] as const) {
    for (const ordinal of [OVER, OPEN])
      await give('classify-contribution', streamOf.meeting(group, ordinal), {
        number: numberOf(group, classification, ordinal),
        classification,
      });
    await give('classify-liaison-statement', `liaison-${statementOf(group, classification)}`, {
      classification,
    });
  }
  return position;
}
