import type { When } from '@acta/application';
import type { GroupCode } from '@acta/domain';
import type { LinkedItem, MandateMatrix, MatrixItem } from '@acta/projections';
import { mandateMatrixCsv } from '@acta/reporting';
import { type Command, Option } from 'commander';
import { groupCode, whenOf } from '../arguments.js';
import type { ActaServices } from '../services.js';
import { type Globals, type Session, examples, withRecord } from '../session.js';
import { basisOf, pointText } from '../text.js';
import { addPoint, deliver, refuseDocxOnTerminal } from './documents.js';

const FORMATS = ['text', 'json', 'md', 'html', 'docx', 'csv'] as const;
type MatrixFormat = (typeof FORMATS)[number];

interface MatrixOptions extends When, Globals {
  format?: MatrixFormat;
  out?: string;
}

export function addMandate(program: Command, session: Session): void {
  const mandate = program
    .command('mandate')
    .summary('show what was linked to each clause of the terms of reference')
    .description(
      'Shows the clauses of the terms of reference in force, with the contributions, outcomes, liaison statements and ' +
        'reports that were linked to each, by whom, and what nobody has classified; as text, JSON, a document or a table. ' +
        '`acta do link-to-clauses` links.',
    )
    .argument('<group>', "the group's code", groupCode)
    .addOption(
      new Option('--format <format>', 'text where neither this nor --json is given').choices(FORMATS),
    )
    .option('--out <file>', 'write to a file instead of standard output')
    .addHelpText(
      'after',
      examples(
        'acta mandate CWG-COP',
        'acta mandate CWG-COP --at 2020-12-31 --json',
        'acta mandate CWG-COP --format docx --language fr --out mandate.docx',
        'acta mandate CWG-COP --format csv --out mandate.csv',
      ),
    )
    .action(async (group: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<MatrixOptions>();
      const { out, json, format = json === true ? 'json' : 'text' } = options;
      refuseDocxOnTerminal(session.io, format, out);
      const content = await withRecord(session, options, 'read', (services) =>
        matrixAs(format, services, { group, when: whenOf(options) }),
      );
      await deliver(session.io, out, content);
    });
  addPoint(mandate);
}

async function matrixAs(
  format: MatrixFormat,
  services: ActaServices,
  { group, when }: { group: GroupCode; when: When },
): Promise<string | Uint8Array> {
  if (format === 'md' || format === 'html' || format === 'docx')
    return (await services.mandateMatrix({ group, when, format })).bytes;
  const { point, value } = await services.view({ kind: 'mandate-matrix', group }, when);
  // The kind that was asked for tells the view.
  const matrix = value as MandateMatrix;
  switch (format) {
    case 'text':
      return matrixText(matrix) + pointText(point);
    case 'json':
      return `${JSON.stringify({ basis: basisOf(point), value: matrix }, undefined, 2)}\n`;
    case 'csv':
      return mandateMatrixCsv(matrix, point.position);
  }
}

function matrixText({ terms, clauses, ofEarlierTerms, none, notClassified }: MandateMatrix): string {
  const parts = [
    terms === undefined ? 'Terms of reference: not in the record' : `Terms of reference: ${terms.version}`,
    ...clauses.map(({ number, text, linked }) =>
      section(`${number}  ${text.text}`, linked.map(linkedText), 'not classified: nothing is linked'),
    ),
    ...ofEarlierTerms.map(({ number, linked }) =>
      section(`${number}  (of earlier terms)`, linked.map(linkedText)),
    ),
    ...(none.length === 0 ? [] : [section('To none of the clauses, on purpose', none.map(linkedText))]),
    section('Not classified', notClassified.map(refText), 'none'),
  ];
  return `${parts.join('\n')}\n`;
}

function section(title: string, items: readonly string[], empty = ''): string {
  const lines = items.length === 0 ? [empty] : items;
  return [title, ...lines.map((line) => `    ${line}`)].join('\n');
}

function refText({ ref }: MatrixItem): string {
  return ref;
}

function linkedText({ ref, link: { actor, actingAs, basis, withOutcome } }: LinkedItem): string {
  const how = withOutcome === true ? 'recorded so' : 'linked';
  return `${ref}  ${how} by ${actor} (${actingAs.role}), ${basis.date}`;
}
