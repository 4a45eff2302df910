import type { Basis, Change, Check, ListAnswer, ReplayedAct, TimelineAct } from './services.js';

/** What people read where --json is not given. Nothing here adds words to the record's. */

export function basisText({ position, settled, at }: Basis): string {
  return `As of position ${String(position)}${settled ? ' (settled)' : ''}, in force at ${at}.\n`;
}

export function actText({ position, effectiveAt, stream, title, id }: TimelineAct): string {
  return `${String(position).padStart(6)}  ${effectiveAt.padEnd(10)}  ${stream}: ${title}\n${' '.repeat(8)}${id}\n`;
}

export function replayedText(act: ReplayedAct): string {
  return actText(act) + act.changes.map(changeText).join('');
}

function changeText({ path, before, after }: Change): string {
  const indent = ' '.repeat(8);
  const was = before === undefined ? '' : `${indent}- ${path}: ${short(before)}\n`;
  const is = after === undefined ? '' : `${indent}+ ${path}: ${short(after)}\n`;
  return was + is;
}

function short(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function listText({ items, next, basis }: ListAnswer): string {
  const rows = items.map(({ subject, state, title, deadline }) => {
    const due = deadline === undefined ? '' : `  due ${new Date(deadline).toISOString().slice(0, 10)}`;
    return `${subject}  ${state}${due}\n    ${title}\n`;
  });
  const empty = items.length === 0 ? 'Nothing matches.\n' : '';
  const more = next === undefined ? '' : `More: --after '${next}'\n`;
  return rows.join('') + empty + more + basisText(basis);
}

export function checksText(checks: readonly Check[]): string {
  return checks.map(({ name, ok, detail }) => `${ok ? 'ok   ' : 'FAULT'}  ${name}: ${detail}\n`).join('');
}

/** A value as an indented outline: fields on lines of their own, items with a dash. */
export function outline(value: unknown, indent = ''): string {
  if (Array.isArray(value))
    return value.map((item) => `${indent}- ${outline(item, `${indent}  `).trimStart()}`).join('');
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .map(([name, field]) =>
        typeof field === 'object' && field !== null
          ? `${indent}${name}:${isEmpty(field) ? ' none recorded\n' : `\n${outline(field, `${indent}  `)}`}`
          : `${indent}${name}: ${String(field)}\n`,
      )
      .join('');
  return `${indent}${String(value)}\n`;
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}
