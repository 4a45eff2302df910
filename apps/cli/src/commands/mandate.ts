import type { When } from '@acta/application';
import type { LinkedItem, MandateMatrix } from '@acta/projections';
import type { Command } from 'commander';
import { groupCode, whenOf } from '../arguments.js';
import { type Globals, type Session, answer, examples, withRecord } from '../session.js';
import { basisOf, pointText } from '../text.js';
import { addPoint } from './documents.js';

export function addMandate(program: Command, session: Session): void {
  const mandate = program
    .command('mandate')
    .summary('show what was linked to each clause of the terms of reference')
    .description(
      'Shows the clauses of the terms of reference in force, with the contributions, outcomes, liaison statements and ' +
        'reports that were linked to each, and what nobody has classified. `acta do link-to-clauses` links.',
    )
    .argument('<group>', "the group's code", groupCode)
    .addHelpText('after', examples('acta mandate CWG-COP', 'acta mandate CWG-COP --at 2020-12-31 --json'))
    .action(async (group: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<When & Globals>();
      const { point, value } = await withRecord(session, options, 'read', (services) =>
        services.view({ kind: 'mandate-matrix', group }, whenOf(options)),
      );
      const shown = { basis: basisOf(point), value };
      // The kind that was asked for tells the view.
      await answer(session.io, options, shown, () => matrixText(value as MandateMatrix) + pointText(point));
    });
  addPoint(mandate);
}

function matrixText({ terms, clauses, ofEarlierTerms, none, notClassified }: MandateMatrix): string {
  const parts = [
    terms === undefined ? 'Terms of reference: not in the record' : `Terms of reference: ${terms.version}`,
    ...clauses.map(({ number, text, linked }) =>
      section(`${number}  ${text.text}`, linked, 'nothing is linked'),
    ),
    ...ofEarlierTerms.map(({ number, linked }) => section(`${number}  (of earlier terms)`, linked)),
    ...(none.length === 0 ? [] : [section('To none of the clauses, on purpose', none)]),
    section('Not classified', notClassified, 'none'),
  ];
  return `${parts.join('\n')}\n`;
}

function section(title: string, items: readonly LinkedItem[], empty = ''): string {
  const lines = items.length === 0 ? [empty] : items.map(itemText);
  return [title, ...lines.map((line) => `    ${line}`)].join('\n');
}

function itemText({ ref, link }: LinkedItem): string {
  if (link === undefined) return ref;
  const { actor, actingAs, basis } = link;
  return `${ref}  linked by ${actor} (${actingAs.role}), ${basis.date}`;
}
