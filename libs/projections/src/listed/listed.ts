import {
  type Contribution,
  type GroupCode,
  type LiaisonState,
  type MeetingState,
  type Ordinal,
  type Outcome,
  type ReportState,
  type Text,
  momentOf,
} from '@acta/domain';
import { refOf } from '../subjects.js';
import { type Reply, addresseesOf } from '../views/liaison-statement.js';
import { present } from '../views/parts.js';
import type { ListedSubject } from './subject.js';

/** What lists show of a meeting. */
export function listedMeeting(group: GroupCode, ordinal: Ordinal, state: MeetingState): ListedSubject {
  const { sitting, citationLabel, documentSeries, agenda, narrative, writtenUp } = state;
  const { from, to, place } = sitting?.value ?? {};
  const subject = refOf.meeting(group, ordinal);
  const days = from === to || to === undefined ? from : [from, to].join('/');
  return {
    subject,
    kind: 'meeting',
    group,
    meeting: ordinal,
    number: String(ordinal),
    state: state.status,
    title: citationLabel ?? (words([days, place], ', ') || subject),
    countries: [],
    text: words([
      citationLabel,
      documentSeries,
      place,
      writtenUp?.value.document,
      ...(agenda?.value.items ?? []).map(({ title }) => title.text),
      ...[...narrative.values()].map(({ value }) => value.text.text),
    ]),
  };
}

/** What lists show of a contribution. */
export function listedContribution(
  group: GroupCode,
  meeting: Ordinal,
  contribution: Contribution,
): ListedSubject {
  const { number, status, content, revisions, disposal } = contribution;
  return {
    subject: refOf.contribution(group, meeting, number),
    kind: 'contribution',
    group,
    meeting,
    number,
    state: status,
    title: short(content.title.text),
    countries: distinct(content.sources.map(({ country }) => country)),
    text: words([
      number,
      ...revisions.map(({ value }) => value),
      content.title.text,
      ...content.sources.map(({ name }) => name),
      content.abstract?.text,
      content.actionRequired?.text,
      disposal?.value.words?.text,
    ]),
  };
}

/** What lists show of an outcome. */
export function listedOutcome(group: GroupCode, meeting: Ordinal, outcome: Outcome): ListedSubject {
  const { ordinal, status, content, followUps } = outcome;
  const { text, translations = [], attribution, verb, addressees = [] } = content;
  return {
    subject: refOf.outcome(group, meeting, ordinal),
    kind: 'outcome',
    group,
    meeting,
    number: String(ordinal),
    state: status,
    title: short(text.text),
    countries: distinct([attribution?.country]),
    text: words([
      text.text,
      ...textsOf(translations),
      attribution?.as,
      verb?.as,
      ...addressees,
      ...followUps.map(({ value }) => value.text),
    ]),
  };
}

/** What lists show of a liaison statement; contacts are persons and stay out. */
export function listedStatement(
  group: GroupCode,
  number: string,
  state: LiaisonState,
  replies: readonly Reply[],
): ListedSubject {
  const { status, content, place, responses } = state;
  const standings = addresseesOf(state, replies);
  const names = standings.map(({ addressee }) => addressee.name);
  const due = standings.flatMap(({ awaiting, due }) =>
    awaiting && due !== undefined ? [momentOf(due).end] : [],
  );
  return present({
    subject: refOf.liaisonStatement(group, number),
    kind: 'liaison-statement' as const,
    group,
    meeting: place?.meeting,
    number,
    state: status,
    title: short(content?.subject?.text ?? names.join(', ')),
    countries: [],
    deadline: due.length === 0 ? undefined : Math.min(...due),
    text: words([
      `${group}-${number}`,
      content?.subject?.text,
      content?.body?.text,
      ...(content?.questions ?? []),
      content?.from,
      ...names,
      ...standings.map(({ addressee }) => addressee.purpose?.as),
      ...[...responses.values()].flat().map(({ value }) => value.words?.text),
    ]),
  });
}

/** What lists show of a report. */
export function listedReport(
  group: GroupCode,
  kind: string,
  covers: string,
  state: ReportState,
): ListedSubject {
  const { status, content, submitted, noted, decided, corrigenda } = state;
  const { title, forum, source, paragraphs = [], recommendations = [] } = content;
  const documentNumber = submitted?.value.documentNumber ?? content.documentNumber;
  const [first, ...others] = state.covers?.meetings ?? [];
  return present({
    subject: refOf.report(group, kind, covers),
    kind: 'report' as const,
    group,
    meeting: others.length === 0 ? first : undefined,
    number: documentNumber ?? covers,
    state: status,
    title: short(title?.text ?? documentNumber ?? `${kind} ${covers}`),
    countries: [],
    text: words([
      documentNumber,
      noted?.value.documentNumber,
      title?.text,
      forum,
      source,
      ...paragraphs.map(({ text }) => text.text),
      ...recommendations.flatMap(({ text, addressee, reasons = [] }) => [
        text.text,
        addressee,
        ...textsOf(reasons),
      ]),
      noted?.value.words?.text,
      decided?.value.words?.text,
      ...corrigenda.map(({ value }) => value.text.text),
    ]),
  });
}

function words(parts: readonly (string | undefined)[], between = '\n'): string {
  return parts.filter((part) => part !== undefined).join(between);
}

function textsOf(texts: readonly Text[]): string[] {
  return texts.map(({ text }) => text);
}

function distinct(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}

const TITLE_LENGTH = 200;

/** A text as a title: its start, up to a word's end, where it is long. */
function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  if (line.length <= TITLE_LENGTH) return line;
  const cut = line.lastIndexOf(' ', TITLE_LENGTH - 1);
  return `${cut > 0 ? line.slice(0, cut) : line.slice(0, TITLE_LENGTH - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
