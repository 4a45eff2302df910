import type { AccessPage, Staleness } from '@acta/application';
import { instantOf } from '@acta/domain';
import type { Finding, HistoryStep, TimelineAct } from '@acta/projections';
import { redlinedText, replayedText } from './text.js';

/*
 * What people read of an audit where --json is not given.
 */

export function stepText({ act, changes }: HistoryStep): string {
  return replayedText({ act, changes }, circumstancesOf(act));
}

export function findingText({ act, daysLate, missing, term, as }: Finding): string {
  const why = [
    ...(daysLate === undefined ? [] : [`recorded ${String(daysLate)} days after it took effect`]),
    ...(missing === undefined ? [] : [`names no ${missing}`]),
    ...(term === undefined
      ? []
      : [`the term of ${term.appointment} ran from ${term.from} to ${term.to ?? 'no end that is recorded'}`]),
    ...(as === undefined ? [] : [as === 'actor' ? 'they recorded it' : 'it names them']),
  ];
  return replayedText({ act, changes: [] }, [...circumstancesOf(act), ...why]);
}

export function stalenessText(staleness: Staleness): string {
  const { ref, issued, stale, withheld, uncomposed, paragraphs, acts } = staleness;
  const head = `${ref}, issued on position ${issued.position}`;
  if (withheld === true) return `${head}: it quotes what is not for everybody by now\n`;
  if (uncomposed !== undefined) return `${head}: it cannot be composed by now: ${uncomposed}\n`;
  if (!stale) return `${head}: says what the record says of that moment\n`;
  const lines = paragraphs.map((line) => redlinedText(line, '  '));
  const count = `${String(paragraphs.length)} ${paragraphs.length === 1 ? 'line reads' : 'lines read'}`;
  return `${head}: ${count} otherwise by now\n${lines.join('')}${acts.map((act) => findingText({ act })).join('')}`;
}

/** Who, in which capacity, on whose behalf and authority, and when it was recorded. */
function circumstancesOf(act: TimelineAct): string[] {
  const { actor, assurance, actingAs, attributedTo, authority, recordedAt, provenance } = act;
  const evidence = authority?.evidence;
  const of = (document: { document: string; paragraph?: string }) =>
    [document.document, ...(document.paragraph === undefined ? [] : [document.paragraph])].join(', ');
  return [
    `recorded ${recordedAt} by ${actor} (${assurance}), acting as ${actingAs.role}${actingAs.group === undefined ? '' : ` of ${actingAs.group}`}`,
    ...(attributedTo === undefined ? [] : [`attributed to: ${attributedTo}`]),
    ...(act.class === undefined ? [] : [`class: ${act.class}`]),
    ...(act.approvedBy === undefined ? [] : [`approved by: ${act.approvedBy}`]),
    ...(authority === undefined ? [] : [`on the authority of: ${authority.by}`]),
    ...(evidence === undefined ? [] : [`evidence: ${of(evidence)}`]),
    ...(provenance === undefined ? [] : [`from: ${of(provenance)}`]),
  ];
}

export function accessText({ items, next }: AccessPage): string {
  const lines = items.map(({ at, kind, subject, act, resource, group, position }) =>
    [
      instantOf(at),
      kind,
      subject ?? 'nobody in particular',
      act,
      resource,
      ...(group === undefined ? [] : [`in ${group}`]),
      ...(position === undefined ? [] : [`at position ${String(position)}`]),
    ].join('  '),
  );
  const empty = items.length === 0 ? ['Nothing matches.'] : [];
  const more = next === undefined ? [] : [`More: --after '${next}'`];
  return [...lines, ...empty, ...more].map((line) => `${line}\n`).join('');
}
