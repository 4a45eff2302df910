import type { CountRecorded, Instrument } from '@acta/domain';
import { aside, date, dated, instrument, moment, ordinal, reportKinds } from './fr-words.js';
import { type NotePhrases, type NotedSince, type SubjectStatus, inside, phraseFor } from './note.js';
import type { ReportNamed, StatementNamed, SubjectNamed } from './subject-named.js';

/** They agree with what they are done to; where that may be anything, they are worded so that nothing has to agree. */
const acts: NotePhrases['acts'] = {
  'act-redated': "a vu corriger la date d'un acte",
  'act-voided': 'a vu retirer un acte inscrit par erreur',
  'agenda-set': 'a été fixé',
  'chair-recorded': 'a été inscrite au dossier',
  'clauses-linked': "a fait l'objet d'un rattachement aux paragraphes du mandat",
  'contribution-carried-over': 'a été reportée',
  'contribution-classified': 'a été classée à nouveau',
  'contribution-disposed-of': 'a été traitée',
  'contribution-presented': 'a été présentée',
  'contribution-revised': 'a été révisée',
  'contribution-submitted': 'a été soumise',
  'contribution-withdrawn': 'a été retirée',
  'corrigendum-issued': 'a été publié',
  'count-recorded': 'a été inscrit au dossier',
  'group-established': 'a été créé',
  'group-renamed': 'a changé de nom',
  'group-renewed': 'a été reconduit',
  'group-terminated': 'a été dissous',
  'liaison-response-recorded': 'a été inscrite au dossier',
  'liaison-statement-approved': 'a été approuvée',
  'liaison-statement-classified': 'a été classée à nouveau',
  'liaison-statement-drafted': 'a été rédigée',
  'liaison-statement-received': 'a été reçue',
  'liaison-statement-reinstated': 'a été rétablie',
  'liaison-statement-revised': 'a été révisée',
  'liaison-statement-sent': 'a été envoyée',
  'liaison-statement-withdrawn': 'a été retirée',
  'mandate-amended': 'a été modifié',
  'meeting-cancelled': 'a été annulée',
  'meeting-closed': 'a été close',
  'meeting-opened': 'a été ouverte',
  'meeting-planned': 'a été inscrite au dossier',
  'meeting-reopened': 'a été rouverte pour correction',
  'meeting-rescheduled': 'a changé de dates',
  'meeting-written-up': 'a été consignée dans son rapport',
  'narrative-recorded': 'a été inscrit au dossier',
  'officer-appointed': 'a été prononcée',
  'officer-released': 'a pris fin',
  'outcome-amended': 'a été modifié',
  'outcome-followed-up': 'a reçu une suite',
  'outcome-recorded': 'a été inscrit au dossier',
  'outcome-rescinded': 'a été annulé',
  'outcome-revised': 'a été révisé',
  'outcome-superseded': 'a été remplacé',
  'participation-set': "a été ouvert à d'autres participants",
  'person-erased': 'a été effacée',
  'report-adopted': 'a été adopté',
  'report-decided': "a fait l'objet d'une décision",
  'report-drafted': 'a été rédigé',
  'report-noted': 'a été pris en note',
  'report-revised': 'a été révisé',
  'report-submitted': 'a été soumis',
  'report-transmitted': 'a été transmis',
  'session-cancelled': 'a été annulée',
  'session-entered': 'a été inscrite au calendrier',
  'session-revised': 'a été révisée',
  'terms-of-reference-set': 'a été fixé',
  'working-methods-set': 'a fixé ses méthodes de travail',
};

type Gender = 'masculine' | 'feminine';

/** Of what a masculine word names, and a feminine one. */
const statuses: Readonly<Record<SubjectStatus, Readonly<Record<Gender, string>>>> = {
  established: both('en activité'),
  terminated: { masculine: 'dissous', feminine: 'dissoute' },
  planned: { masculine: 'prévu', feminine: 'prévue' },
  opened: { masculine: 'ouvert', feminine: 'ouverte' },
  closed: { masculine: 'clos', feminine: 'close' },
  'written-up': { masculine: 'consigné dans son rapport', feminine: 'consignée dans son rapport' },
  reopened: { masculine: 'rouvert pour correction', feminine: 'rouverte pour correction' },
  cancelled: { masculine: 'annulé', feminine: 'annulée' },
  drafted: { masculine: 'rédigé', feminine: 'rédigée' },
  approved: { masculine: 'approuvé', feminine: 'approuvée' },
  sent: { masculine: 'envoyé', feminine: 'envoyée' },
  withdrawn: { masculine: 'retiré', feminine: 'retirée' },
  received: { masculine: 'reçu', feminine: 'reçue' },
  adopted: { masculine: 'adopté', feminine: 'adoptée' },
  submitted: { masculine: 'soumis', feminine: 'soumise' },
  noted: { masculine: 'pris en note', feminine: 'prise en note' },
  transmitted: { masculine: 'transmis', feminine: 'transmise' },
  decided: { masculine: 'réglé par une décision', feminine: 'réglée par une décision' },
  presented: { masculine: 'présenté', feminine: 'présentée' },
  'disposed-of': { masculine: 'traité', feminine: 'traitée' },
  'carried-over': { masculine: 'reporté', feminine: 'reportée' },
  provisional: both('provisoire'),
  issued: { masculine: 'publié', feminine: 'publiée' },
  superseded: { masculine: 'remplacé', feminine: 'remplacée' },
  rescinded: { masculine: 'annulé', feminine: 'annulée' },
};

function both(words: string): Record<Gender, string> {
  return { masculine: words, feminine: words };
}

/** The gender of the word that names a subject. */
function genderOf({ kind }: SubjectNamed): Gender {
  switch (kind) {
    case 'meeting':
    case 'contribution':
    case 'liaison-statement':
    case 'response':
    case 'appointment':
    case 'chair':
    case 'session':
    case 'person':
      return 'feminine';
    case 'group':
    case 'terms-of-reference':
    case 'mandate':
    case 'agenda':
    case 'outcome':
    case 'count':
    case 'narrative':
    case 'report':
    case 'corrigendum':
    case 'other':
      return 'masculine';
  }
}

const counted: Readonly<Record<CountRecorded['of'], string>> = {
  participants: 'participants',
  contributions: 'contributions',
  delegations: 'délégations',
  documents: 'documents',
};
const directions = { incoming: 'reçue', outgoing: 'émise' };

/** A subject as a sentence begins with it: "Le résultat 3 de la quinzième réunion". */
export function subject(of: SubjectNamed): string {
  switch (of.kind) {
    case 'group':
      return 'Le groupe';
    case 'terms-of-reference':
      return 'Le mandat';
    case 'mandate':
      return `Le mandat (${instrumentNamed(of.key)})`;
    case 'appointment':
      return `La nomination ${of.key}`;
    case 'meeting':
      return `La ${ordinal(of.meeting)} réunion`;
    case 'outcome':
      return `Le résultat ${of.key}${ofMeeting(of.meeting)}`;
    case 'contribution':
      return `La contribution ${of.key} à la ${ordinal(of.meeting)} réunion`;
    case 'count':
      return `Le nombre de ${phraseFor(counted, of.of)}${aside(of.category)}${ofMeeting(of.meeting)}`;
    case 'narrative':
      return `Le compte rendu du point ${of.key}${ofMeeting(of.meeting)}`;
    case 'agenda':
      return `L'ordre du jour${ofMeeting(of.meeting)}`;
    case 'chair':
      return `La présidence${ofMeeting(of.meeting)}`;
    case 'liaison-statement':
      return `La ${statement(of.statement)}`;
    case 'response':
      return `La réponse de ${of.of} à la ${statement(of.statement)}`;
    case 'report':
      return `Le ${report(of.report)}`;
    case 'corrigendum':
      return `Le corrigendum ${of.number} au ${report(of.report)}`;
    case 'session':
      return `La session ${of.key}`;
    case 'person':
      return `L'identité de ${of.key}`;
    case 'other':
      return `L'élément ${of.name}${of.meeting === undefined ? '' : ofMeeting(of.meeting)}`;
  }
}

/** An instrument by the key of its mandate, for example Council Resolution 1306. */
function instrumentNamed(key: string): string {
  const [, body, kind, number] = /^(.+?) (Resolution|Decision|Recommendation|Opinion) (.+)$/s.exec(key) ?? [];
  if (body === undefined || number === undefined) return key;
  // The pattern names them.
  return instrument({ body, kind: kind as Instrument['kind'], number });
}

function ofMeeting(n: number): string {
  return ` de la ${ordinal(n)} réunion`;
}

function statement({ direction, number }: StatementNamed): string {
  return `note de liaison ${directions[direction]} ${number}`;
}

function report({ kind, covers }: ReportNamed): string {
  return `${phraseFor(reportKinds, kind)} pour ${covers}`;
}

/** As it comes after "depuis": a moment is the end of what names it. */
function named({ kind, name, at }: NotedSince): string {
  switch (kind) {
    case 'position':
      return `la position ${name}`;
    case 'moment':
      return name.includes('T') ? moment(at) : dated(name).replace(/^en /, '');
    case 'meeting':
      return `la ${ordinal(Number(name))} réunion`;
    case 'report': {
      const [, of, covers = ''] = /^(meeting|annual|four-year)[/-](.+)$/s.exec(name) ?? [];
      return of === undefined ? `le rapport ${name}` : `le ${report({ kind: of, covers })}`;
    }
    case 'session':
      return name;
  }
}

const readings = {
  at: 'ce qui a pris effet après',
  'as-of': 'ce qui a été inscrit au dossier après',
  both: 'ce qui a été inscrit au dossier, ou a pris effet, après',
};

function resolved({ axis, position, at }: NotedSince): string {
  return [
    ...(axis === 'at' ? [] : [`la position ${String(position)}`]),
    ...(axis === 'as-of' ? [] : [moment(at).replace(/^à /, '')]),
  ].join(' et ');
}

export const note: NotePhrases = {
  title: (group, since) => `${group}\u00a0: ce qui a changé depuis ${named(since)}`,
  nothingChanged: "Rien n'a changé.",
  changedWithThis: (name) => `De ce fait, ${inside(name)} a changé.`,
  sameAsBefore: "Le contenu est le même qu'auparavant.",
  unreadable: (name, position) => `${name}\u00a0: l'acte à la position ${position} est illisible.`,
  acts,
  amendments: { editorial: ' dans sa forme', substantive: ' sur le fond' },
  redatedTo: (on) => `, qui devient\u00a0: ${date(on)},`,
  noLaterThan: (on) => `au plus tard ${dated(on)}`,
  dateNotInTheRecord: 'à une date qui ne figure pas au dossier',
  onAuthorityOf: (by) => `, sous l'autorité suivante\u00a0: ${by}`,
  because: (reason) => `, pour le motif suivant\u00a0: ${reason}`,
  voidedSince: ' Cet acte a été retiré depuis, car inscrit par erreur.',
  asides: {
    news: () => '',
    late: (recorded) => ` Cet acte a été inscrit au dossier tardivement, ${dated(recorded)}.`,
    backdated: (recorded) =>
      ` Cet acte a été daté rétroactivement\u00a0: il a été inscrit au dossier ${dated(recorded)}.`,
    'came-into-force': () => ' Cet acte figurait déjà au dossier et a pris effet depuis.',
    redated: () => '',
    voided: () => '',
  },
  status: (of, before, after) => {
    const gender = genderOf(of);
    const it = gender === 'masculine' ? 'Il' : 'Elle';
    const said = (status: string) => phraseFor(ofGender(gender), status);
    if (before === undefined) return `${it} est ${said(after ?? '')}.`;
    const was = `${it} était ${said(before)}`;
    return after === undefined
      ? `${was} et ne figure plus au dossier.`
      : `${was} et est désormais ${said(after)}.`;
  },
  fields: {
    text: 'Le texte',
    title: 'Le titre',
    name: 'Le nom',
    followUp: 'Le suivi',
    subject: "L'objet",
    body: 'Le corps du texte',
    abstract: 'Le résumé',
    words: 'Le libellé',
    count: 'Le nombre',
    countAsWorded: "Le nombre tel qu'il est formulé",
  },
  clause: (number) => `Le paragraphe ${number}`,
  didRead: (field, words) => `${field} était\u00a0: «\u00a0${words}\u00a0»`,
  reads: (field, words) => `${field} est\u00a0: «\u00a0${words}\u00a0»`,
  isGone: (field) => `${field} ne figure plus au dossier.`,
  basis: (since, { position, at, settled }) =>
    `Cette note dit ${readings[since.axis]} ${resolved(since)}, jusqu'à la position ${String(position)}${settled ? ' (réponse définitive)' : ''}, tel qu'en vigueur ${moment(at)}.`,
};

function ofGender(gender: Gender): Record<string, string> {
  return Object.fromEntries(Object.entries(statuses).map(([status, said]) => [status, said[gender]]));
}
