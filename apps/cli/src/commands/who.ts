import type { When } from '@acta/application';
import type { ChairedMeeting, Offices, OfficerView, PersonView } from '@acta/projections';
import type { Command } from 'commander';
import { groupCode, whenOf } from '../arguments.js';
import { type Globals, type Session, answer, examples, withRecord } from '../session.js';
import { basisOf, pointText } from '../text.js';
import { addPoint } from './documents.js';

const ABSENT = 'not in the record';

export function addWho(program: Command, session: Session): void {
  const who = program
    .command('who')
    .summary('show who held which office, who chaired, and who was contact on a day')
    .description(
      'Shows who held which office of a group on a day, who chaired its meetings, whom its liaison statements named as ' +
        'contacts, and which terms of reference and instruments were in force. What nobody recorded reads "not in the record".',
    )
    .argument('<group>', "the group's code", groupCode)
    .addHelpText('after', examples('acta who CWG-COP --at 2019-12-31', 'acta who CWG-COP --at 2022 --json'))
    .action(async (group: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<When & Globals>();
      const { point, value } = await withRecord(session, options, 'read', (services) =>
        services.view({ kind: 'offices', group }, whenOf(options)),
      );
      const shown = { basis: basisOf(point), value };
      // The kind that was asked for tells the view.
      await answer(session.io, options, shown, () => officesText(value as Offices) + pointText(point));
    });
  addPoint(who);
}

function officesText({
  group,
  day,
  offices,
  termsOfReference: terms,
  mandate,
  meetings,
  contacts,
}: Offices): string {
  const title = { chair: 'Chair', 'vice-chair': 'Vice-chairs', secretariat: 'Secretariat' };
  return [
    `${group} on ${day}\n`,
    ...offices.map(({ office, holders }) => section(title[office], holders.map(officerText))),
    section('Terms of reference', terms === undefined ? [] : [`${terms.version}, since ${terms.basis.date}`]),
    section(
      'Mandate',
      mandate.map(({ instrument: { kind, number, revision }, basis }) =>
        [kind, number, ...(revision === undefined ? [] : [`(${revision})`]), `since ${basis.date}`].join(' '),
      ),
    ),
    section('Meetings', meetings.map(meetingText), 'none in the record'),
    section(
      'Contacts of liaison statements',
      contacts.map(({ ref, persons }) => `${ref}: ${persons.map(personText).join('; ')}`),
    ),
  ].join('');
}

function section(title: string, lines: readonly string[], empty = ABSENT): string {
  return `${title}\n${(lines.length === 0 ? [empty] : lines).map((line) => `    ${line}\n`).join('')}`;
}

function officerText({ person, administration, region, from, to }: OfficerView): string {
  const of = [administration, region].filter((each) => each !== undefined).join(', ');
  return `${personText(person)}${of === '' ? '' : ` (${of})`}, from ${from} ${to === undefined ? 'with no end recorded' : `to ${to}`}`;
}

function meetingText({ ordinal, sitting, chair, inOffice }: ChairedMeeting): string {
  const names = [chair?.as, chair?.person && personText(chair.person)].filter((each) => each !== undefined);
  const chaired = names.length === 0 ? ABSENT : names.join(', ');
  const office =
    inOffice.length === 0
      ? ''
      : `; chair of the group: ${inOffice.map(({ person }) => personText(person)).join('; ')}`;
  return `${String(ordinal)}, ${sitting?.from.date ?? `date ${ABSENT}`}: chaired by: ${chaired}${office}`;
}

function personText({ subject, name }: PersonView): string {
  return name === undefined ? subject : `${name} (${subject})`;
}
