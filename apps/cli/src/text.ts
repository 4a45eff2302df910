import type { ListAnswer, StepView } from '@acta/application';
import { dayOf, instantOf } from '@acta/domain';
import type { Point, ReplayedAct, TimelineItem } from '@acta/projections';
import { type RedlinedLine, lineText } from '@acta/reporting';
import type { Check } from '@acta/runtime';

/*
 * What people read where --json is not given. Nothing here adds words to the record's.
 */

export function pointText({ position, settled, at }: Point): string {
  return `As of position ${String(position)}${settled ? ' (settled)' : ''}, in force at ${instantOf(at)}.\n`;
}

/** A point as JSON gives it, here and in the API: positions are decimal strings. */
export function basisOf({ position, settled, at }: Point): {
  position: string;
  at: string;
  settled: boolean;
} {
  return { position: String(position), at: instantOf(at), settled };
}

const INDENT = ' '.repeat(8);

/** @param more lines about it, after its id */
export function actText(act: TimelineItem, more: readonly string[] = []): string {
  const position = act.position.padStart(6);
  if ('unreadable' in act) return `${position}  ${act.ref}: cannot be read: ${act.unreadable}\n`;
  const { effective, ref, type, id, reason, voided, redated } = act;
  const notes = [
    id,
    ...more,
    ...(reason === undefined ? [] : [`reason: ${reason}`]),
    ...(voided === undefined ? [] : [`voided at position ${voided.by}`]),
    ...(redated === undefined ? [] : [`redated at position ${redated.by}, from ${redated.from}`]),
  ];
  const date = { meeting: ' (by its meeting)', 'no-later-than': ' (no later than)', recording: '' };
  const dated = effective.datedBy === undefined ? '' : date[effective.datedBy];
  return `${position}  ${effective.date}${dated}  ${ref}: ${type}\n${notes.map((note) => `${INDENT}${note}\n`).join('')}`;
}

export function replayedText({ act, changes }: ReplayedAct, more: readonly string[] = []): string {
  const lines = changes.flatMap(({ ref, field, before, after }) => [
    ...(before === undefined ? [] : [`${INDENT}- ${ref} ${field}: ${short(before)}\n`]),
    ...(after === undefined ? [] : [`${INDENT}+ ${ref} ${field}: ${short(after)}\n`]),
  ]);
  return actText(act, more) + lines.join('');
}

/** What an act changed in the document that tells of it. */
export function documentsText({ documents }: StepView): string {
  return documents
    .map(({ of, paragraphs, uncomposed }) => {
      if (uncomposed !== undefined)
        return `${INDENT}the document of ${of} cannot be composed: ${uncomposed}\n`;
      if (paragraphs.length === 0) return `${INDENT}in the document of ${of}: no paragraph changed\n`;
      const lines = paragraphs.map((line) => redlinedText(line, INDENT));
      return `${INDENT}in the document of ${of}:\n${lines.join('')}`;
    })
    .join('');
}

/** A line that changed: as it was, and as it is. */
export function redlinedText(line: RedlinedLine, indent: string): string {
  const was = line.mark === 'inserted' ? '' : `${indent}- ${lineText(line, 'inserted')}\n`;
  const is = line.mark === 'deleted' ? '' : `${indent}+ ${lineText(line, 'deleted')}\n`;
  return was + is;
}

function short(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function listText({ items, next, point }: ListAnswer): string {
  const rows = items.map(({ subject, state, title, deadline }) => {
    const due = deadline === undefined ? '' : `  due ${dayOf(deadline)}`;
    return `${subject}  ${state}${due}\n    ${title}\n`;
  });
  const empty = items.length === 0 ? 'Nothing matches.\n' : '';
  const more = next === undefined ? '' : `More: --after '${next}'\n`;
  return rows.join('') + empty + more + pointText(point);
}

export function checksText(checks: readonly Check[]): string {
  return checks.map(({ name, ok, detail }) => `${ok ? 'ok   ' : 'FAULT'}  ${name}: ${detail}\n`).join('');
}

/** Which events a field rests on: for --json. */
const EVENTS = new Set(['event', 'events']);

/** A value as an indented outline: fields on lines of their own, items with a dash. */
export function outline(value: unknown, indent = ''): string {
  if (Array.isArray(value))
    return value.map((item) => `${indent}- ${outline(item, `${indent}  `).trimStart()}`).join('');
  if (typeof value !== 'object' || value === null) return `${indent}${String(value)}\n`;
  return Object.entries(value as Record<string, unknown>)
    .filter(([name, field]) => field !== undefined && !EVENTS.has(name))
    .map(([name, field]) => `${indent}${name}:${fieldText(field, indent)}`)
    .join('');
}

function fieldText(field: unknown, indent: string): string {
  if (typeof field !== 'object' || field === null) return ` ${String(field)}\n`;
  return Object.keys(field).length === 0 ? ' none recorded\n' : `\n${outline(field, `${indent}  `)}`;
}
