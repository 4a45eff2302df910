import type { Sitting } from '@acta/domain';
import { spanOf } from './dates.js';
import { note, subject } from './fr-note.js';
import { aside, date, dated, instrument, moment, ordinal, reportKinds } from './fr-words.js';
import type { CoverageName, GroupName, MeetingName, Phrases } from './phrases.js';
import { enumerated, say, textOf } from './say.js';

const LANGUAGES: Readonly<Record<string, string>> = {
  ar: 'arabe',
  en: 'anglais',
  es: 'espagnol',
  fr: 'français',
  ru: 'russe',
  zh: 'chinois',
};

const notInTheRecord = 'aucune indication au dossier';

function languageName(tag: string): string {
  return LANGUAGES[tag] ?? tag;
}

/** "groupe" stands before the name, whose own gender is not known. */
function group({ name, acronym }: GroupName) {
  return say`groupe ${name} (${acronym})`;
}

function plainGroup(of: GroupName): string {
  return textOf(group(of));
}

function when({ sitting }: MeetingName): string {
  return sitting === undefined ? 'à une date qui ne figure pas au dossier' : dated(sitting.from, sitting.to);
}

function inBrackets({ sitting }: MeetingName): string {
  return sitting === undefined ? '' : ` (${days(sitting)})`;
}

function days({ from, to }: Sitting): string {
  return spanOf(from, to) === 'one' ? date(from) : dated(from, to);
}

function planned(of: MeetingName): string {
  return when(of).replace(/^le /, 'pour le ').replace(/^en /, 'pour ');
}

function coverage(of: CoverageName): string {
  if (!('meetings' in of)) return `${of.from} à ${of.to}`;
  const names = textOf(enumerated(of.meetings.map(ordinal), ', ', ' et '));
  return `${names} réunion${of.meetings.length === 1 ? '' : 's'}`;
}

function covering(of: CoverageName): string {
  if ('meetings' in of) return `lors de ${of.meetings.length === 1 ? 'sa' : 'ses'} ${coverage(of)}`;
  const starts = of.starts === undefined ? '' : ` (${date(of.starts)})`;
  const ends = of.ends === undefined ? '' : ` (${date(of.ends)})`;
  return `entre ${of.from}${starts} et ${of.to}${ends}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "le Conseil" for the Council; any other body by its recorded name. */
function invited(parent: string | undefined): string {
  if (parent === 'Council') return 'Le Conseil est invité';
  return parent === undefined ? "L'organe de tutelle est invité" : `${parent} est invité`;
}

const offices = { chair: 'Présidence', 'vice-chair': 'Vice-présidence', secretariat: 'Secrétariat' };
const decisions = {
  maintain: 'le groupe est maintenu',
  modify: 'le groupe est modifié',
  terminate: 'il est mis fin au groupe',
  establish: 'un groupe est créé',
};
const qualifiers = { exact: '', 'at-least': 'au moins ', 'more-than': 'plus de ', about: 'environ ' };

const changes = {
  recorded: 'inscrit au dossier',
  amended: 'modifié',
  superseded: 'remplacé',
  rescinded: 'annulé',
  voided: 'retiré, inscrit par erreur,',
  corrected: 'corrigé',
};

export const fr: Phrases = {
  language: 'fr',
  original: (tag) => `Original\u00a0: ${languageName(tag)}`,

  date,
  dated,
  days,
  moment,
  held: ({ from, to }) => `tenue ${dated(from, to)}`,
  knownToHoldBy: (on) =>
    `fait connu à la date suivante\u00a0: ${date(on)}; depuis quand, cela ne figure pas au dossier`,
  ordinal,
  count: ({ count, qualifier, asWorded }) => asWorded ?? `${qualifiers[qualifier]}${count}`,
  list: (items) => enumerated(items, ', ', ' et '),
  fact: (label, value) => say`${label}\u00a0: ${value}${/[.!?]$/.test(textOf(value)) ? '' : '.'}`,
  lead: (label) => `${label}\u00a0: `,
  aside: (words) => say` (${words})`,
  quoted: (words) => say`«\u00a0${words}\u00a0»`,

  notInTheRecord,
  noReplyRecorded: 'aucune réponse au dossier',
  noneRecorded: 'néant au dossier',
  notStated: 'sans indication',
  nameNotShown: 'nom non communiqué',
  draft: 'PROJET',
  redacted: 'EXPURGÉ\u00a0: le nom d\u2019une personne effacée est omis',
  overdue: 'délai dépassé',
  datedByItsMeeting: 'date de sa réunion\u00a0: aucune date propre ne figure au dossier',

  headings: {
    summary: 'Résumé',
    actionRequired: 'Suite à donner',
    references: 'Références',
    introduction: 'Introduction',
    recommendations: 'Recommandations',
    liaison: 'Notes de liaison',
    termsOfReference: 'Mandat',
    bodies: 'Examen par le Conseil et par la Conférence de plénipotentiaires',
    closing: 'Conclusion',
    corrigenda: 'Corrigenda',
    sinceIssue: 'Modifications depuis la publication de ce rapport',
    meeting: 'La réunion',
    agenda: 'Ordre du jour',
    contributions: 'Contributions',
    narrative: 'Discussion',
    outcomes: 'Résultats',
    ofEarlierTerms: "Paragraphes d'un mandat antérieur",
    noClause: 'Aucun des paragraphes',
    notClassified: 'Non classé',
  },
  labels: {
    place: 'Lieu',
    chairedBy: 'Présidence de séance',
    citedAs: 'Référence citée',
    dates: 'Dates',
    status: 'État',
    document: 'Document',
    number: 'Numéro',
    title: 'Titre',
    sources: 'Origine',
    becameOf: 'Suite',
    statement: 'Note',
    from: 'De',
    to: 'À',
    purpose: 'Pour',
    date: 'Date',
    deadline: 'Délai',
    questions: 'Questions',
    attribution: 'Attribution',
    verb: 'Verbe',
    addressees: 'Destinataires',
    addressee: 'Destinataire',
    followUp: 'Suivi',
    reason: 'Motif',
    authority: 'Autorité',
    approvedBy: 'Approbation',
    contributions: 'contributions',
    liaisonStatements: 'notes de liaison',
    clauses: 'paragraphes du mandat',
    before: 'Avant',
    openTo: 'Participation ouverte à',
    subject: 'Élément',
    wording: 'Texte du dossier',
    linkedBy: 'Rattachement par',
  },
  counted: {
    participants: 'Participants',
    contributions: 'Contributions',
    delegations: 'Délégations',
    documents: 'Documents',
  },
  modes: { physical: 'en présence', remote: 'à distance', hybrid: 'en présence et à distance' },
  meetingStates: {
    unknown: notInTheRecord,
    planned: 'prévue',
    opened: 'ouverte',
    closed: "close; son rapport n'est pas encore publié",
    'written-up': 'son rapport est publié',
    reopened: 'rouverte pour correction',
    cancelled: 'annulée',
  },
  liaisonStates: {
    unknown: notInTheRecord,
    drafted: "rédigée; son envoi n'est pas au dossier",
    approved: "approuvée; son envoi n'est pas au dossier",
    sent: 'envoyée',
    withdrawn: 'retirée',
    received: 'reçue',
  },
  contributionStates: {
    submitted: 'soumise',
    presented: 'présentée',
    'disposed-of': 'traitée',
    withdrawn: 'retirée',
    'carried-over': 'reportée',
  },
  purposes: {
    action: 'suite à donner',
    comment: 'observations',
    information: 'information',
    'in-response': 'en réponse',
  },
  responses: {
    acknowledged: 'accusé de réception',
    'extension-agreed': 'prolongation convenue',
    'action-taken': 'suite donnée',
    declined: 'refus',
  },
  activities: (acronym) => `Activités du ${acronym}`,
  instrument,
  meeting: (n) => `${ordinal(n)} réunion`,
  agendaItem: (number) => `Point ${number}`,

  reportBy: (of) => `Rapport du ${plainGroup(of)}`,
  reportTitle: (kind, of, covers) =>
    `${capital(reportKinds[kind])} du ${plainGroup(of)}\u00a0: ${coverage(covers)}`,
  meetingTitle: (of) => `Résumé de la ${ordinal(of.ordinal)} réunion du ${plainGroup(of.group)}`,
  summaryOfReport: (kind, of, covers) =>
    say`Ce ${reportKinds[kind]} présente les activités du ${group(of)} ${covering(covers)}, telles qu'elles figurent au dossier.`,
  summaryOfMeeting: (of) =>
    say`Ce document résume la ${ordinal(of.ordinal)} réunion du ${group(of.group)}${inBrackets(of)}, telle qu'elle figure au dossier.`,
  actionRequired: (kind, parent) =>
    kind === 'four-year'
      ? `${invited(parent)} à examiner le présent rapport et à soumettre ses recommandations à la Conférence de plénipotentiaires, selon qu'il conviendra.`
      : `${invited(parent)} à prendre note du présent rapport.`,
  coversMeetings: (meetings) =>
    meetings.length === 1
      ? say`Ce document porte sur une réunion\u00a0: la ${meetings[0] ?? ''}.`
      : say`Ce document porte sur ces réunions\u00a0: la ${enumerated(meetings, '; la ', '; et la ')}.`,
  enumeratedMeeting: (of, label) =>
    say`${ordinal(of.ordinal)}, ${when(of)}${label === undefined ? '' : say` (${{ text: label }})`}`,
  noMeetingInTheRecord: 'Aucune réunion ne figure au dossier pour ce que couvre le présent document.',
  meetingNotInTheRecord: (n) => `La ${ordinal(n)} réunion ne figure pas au dossier.`,

  establishedGroup: ({ name, acronym }, since) =>
    say`Le groupe ${name} (${acronym}) a été créé${since === undefined ? '; la date ne figure pas au dossier' : ` ${since}`}.`,
  groupKnownBy: ({ name, acronym }, on) =>
    say`L'existence du groupe ${name} (${acronym}) est connue à la date suivante\u00a0: ${date(on)}; la date de sa création ne figure pas au dossier.`,
  earlierNames: (names) =>
    say`Il a porté ces noms\u00a0: ${enumerated(
      names.map(
        ({ group: { name, acronym }, since }) =>
          say`${name} (${acronym})${since === undefined ? '' : `, ${since}`}`,
      ),
      '; puis ',
      '; puis ',
    )}.`,
  mandateRestsOn:
    "Son mandat repose sur les instruments suivants, tels qu'ils étaient alors en vigueur\u00a0:",
  noMandateInTheRecord: 'Les instruments de son mandat ne figurent pas au dossier.',
  officer: (office, name, from, to) =>
    say`${offices[office]}\u00a0: ${name}, depuis\u00a0: ${date(from)}${to === undefined ? '' : `, jusqu'à\u00a0: ${date(to)}`}.`,
  noOfficerInTheRecord: 'Les titulaires de ses fonctions à ce moment ne figurent pas au dossier.',
  noChairInTheRecord: 'Qui en assure la présidence à ce moment ne figure pas au dossier.',
  groupTerminated: ({ acronym }, on) =>
    say`Il a été mis fin au ${acronym}${on === undefined ? '' : ` ${on}`}.`,

  mainOutcomes: (of) =>
    say`Les principaux résultats de la ${ordinal(of.ordinal)} réunion du ${group(of.group)}, tenue ${when(of)}, sont les suivants\u00a0:`,
  meetingHeld: (of) => say`La ${ordinal(of.ordinal)} réunion du ${group(of.group)} s'est tenue ${when(of)}.`,
  meetingPlanned: (of) =>
    say`La ${ordinal(of.ordinal)} réunion du ${group(of.group)} était prévue ${planned(of)}; sa tenue ne figure pas au dossier.`,
  meetingCancelled: (of) =>
    say`La ${ordinal(of.ordinal)} réunion du ${group(of.group)}, prévue ${planned(of)}, a été annulée.`,
  meetingNotWrittenUp:
    "Le rapport de cette réunion n'est pas encore publié\u00a0: ses résultats sont provisoires.",
  meetingReopened: 'Cette réunion est rouverte pour correction.',

  noOutcomeRecorded: 'Résultats\u00a0: néant au dossier.',
  outcomesDatedByMeeting:
    "Un résultat qui n'indique pas de date est daté par sa réunion\u00a0: aucune date propre ne figure au dossier.",
  noFollowUpRecorded: 'Suivi de ces résultats\u00a0: néant au dossier.',
  provisional: 'Provisoire.',
  rescinded: 'Annulé.',
  supersededBy: (n, of) => `Remplacé par le résultat ${n} de la ${ordinal(of)} réunion.`,
  amended: (kind, on) => `Modifié ${on} (${{ editorial: 'forme', substantive: 'fond' }[kind]}).`,
  translation: (tag) => `Traduction officielle, ${languageName(tag)}\u00a0: `,
  linked: 'En rapport avec',
  recordedOn: (on) => `inscrit au dossier le ${date(on)}`,

  contributionsTo: (n) => `Contributions à la ${ordinal(n)} réunion`,
  noContributionInTheRecord: 'Les contributions elles-mêmes ne figurent pas au dossier.',
  contributionNoted: 'notée',
  carriedOverTo: (n) => `reportée à la ${ordinal(n)} réunion`,
  carriedOverFrom: (n) => `reportée de la ${ordinal(n)} réunion`,
  revisedAs: (number, on) => `révisée sous le numéro ${number}${on === undefined ? '' : ` ${on}`}`,
  presentedBy: (name) => `présentée par ${name}`,

  liaisonCaption: 'Notes de liaison et suites',
  noLiaisonStatement: 'Notes de liaison\u00a0: néant au dossier.',
  liaisonOf: (id, direction, n) =>
    `${id}, ${{ incoming: 'reçue', outgoing: 'émise' }[direction]}${n === undefined ? '' : `, ${ordinal(n)} réunion`}`,
  answeredBy: (id) => `réponse\u00a0: ${id}`,
  newDeadline: (on) => `nouveau délai\u00a0: ${date(on)}`,

  recommendationKinds: { recommendation: 'Recommandation', suggestion: 'Suggestion; elle ne modifie rien' },
  noRecommendation: 'Recommandations et suggestions\u00a0: néant au dossier.',

  termsInForce: (version, by, since) =>
    `Le mandat alors en vigueur est celui de la version ${version}${aside(by && instrument(by))}${since === undefined ? '' : `, ${since}`}\u00a0:`,
  tookEffect: (on) => `qui a pris effet ${on}`,
  noTermsInTheRecord: 'Le mandat alors en vigueur ne figure pas au dossier.',
  addedSince: (version) => `ADD\u00a0: ajouté depuis la version ${version}.`,
  modifiedSince: (version) => `MOD\u00a0: modifié depuis la version ${version}.`,
  suppressedSince: (version) => `SUP\u00a0: figurait dans la version ${version}; n'est plus en vigueur.`,
  unchangedSince: (version) => `Aucun paragraphe n'a changé depuis la version ${version}.`,

  reportName: (kind, covers, document) =>
    `${capital(reportKinds[kind])}, ${coverage(covers)}${aside(document)}`,
  adopted: (by, on) => `Adopté par\u00a0: ${by ?? 'le groupe'}, ${on}.`,
  submitted: (to, document, on) =>
    `Soumis à\u00a0: ${to}${document === undefined ? '' : `, document ${document}`}, ${on}.`,
  noted: (by, session, document, on) =>
    `Pris en note par\u00a0: ${by}${aside(session === by ? undefined : session)}, ${on}${document === undefined ? '' : `, document ${document}`}.`,
  transmitted: (by, to, extra, on) =>
    `Transmis par\u00a0: ${by}, à\u00a0: ${to}, ${on}${extra === undefined ? '' : `, ${extra}`}.`,
  decided: ({ by, session, decision, instrument: basis }, on) =>
    `Décision\u00a0: ${by}${aside(session === by ? undefined : session)}, ${on}\u00a0: ${decisions[decision]}${aside(basis && instrument(basis))}.`,
  renewed: (by, session, on) =>
    `Le groupe a été reconduit ${on}${session === undefined ? '' : `, ${session}`}${aside(by && instrument(by))}.`,
  changedSince: (change, outcome, of, on) =>
    `Le résultat ${outcome} de la ${ordinal(of)} réunion a été ${changes[change]} ${on}.`,
  corrigendum: (number, on) => `Corrigendum ${number}, publié ${on}\u00a0:`,
  bodiesNotInTheRecord:
    'La suite donnée à ce rapport par le Conseil et par la Conférence de plénipotentiaires ne figure pas au dossier.',

  basis: (position, settled, at) =>
    `Ce document repose sur le dossier jusqu'à la position ${position} et présente ce qui était en vigueur ${moment(at)}. ` +
    (settled
      ? 'Il est définitif\u00a0: aucune inscription ultérieure ne peut le changer.'
      : "Il n'est pas définitif\u00a0: une inscription ultérieure peut le changer."),
  corrigendumTo: (title) => `Corrigendum\u00a0: ${title}`,
  correction: {
    in: (place) => `Au point ${place}`,
    atTheStart: 'Avant le premier paragraphe numéroté',
    for: 'Au lieu de\u00a0:',
    read: 'Lire\u00a0:',
    add: 'Ajouter\u00a0:',
    delete: 'Supprimer\u00a0:',
  },
  redline: {
    title: (what) => `Modifications\u00a0: ${what}`,
    from: (position, at) =>
      `Avant\u00a0: le dossier jusqu'à la position ${position}, tel qu'en vigueur ${moment(at)}.`,
    to: (position, at) =>
      `Après\u00a0: le dossier jusqu'à la position ${position}, tel qu'en vigueur ${moment(at)}.`,
    issued: (position, at) =>
      `Avant\u00a0: tel que publié, sur le dossier jusqu'à la position ${position}, tel qu'en vigueur ${moment(at)}.`,
    nothing: (position, at) =>
      `Avant\u00a0: il ne figure pas au dossier jusqu'à la position ${position}, tel qu'en vigueur ${moment(at)}\u00a0; tout est nouveau.`,
    unchanged: 'Rien ne diffère.',
  },
  subject,
  roles: {
    chair: 'Présidence',
    'vice-chair': 'Vice-présidence',
    secretariat: 'Secrétariat',
    delegate: "Délégation d'un État Membre",
    'sector-member': 'Membre de Secteur',
    observer: 'Observateur',
    auditor: 'Vérificateur',
    service: 'Service',
  },
  matrix: {
    title: (of) => `Matrice du mandat du ${plainGroup(of)}`,
    source: (of) => `D'après le dossier du ${plainGroup(of)}`,
    linkedTo: (clause) => `Rattachements au paragraphe ${clause}`,
    linkedToEarlier: (clause) => `Rattachements au paragraphe ${clause} d'un mandat antérieur`,
    linkedToNone: 'Sans rapport avec aucun des paragraphes, de manière délibérée',
    withOutcome: 'indication du résultat lui-même',
    clauseNotClassified:
      "Non classé\u00a0: rien n'est rattaché à ce paragraphe, ce qui ne veut pas dire que rien n'a été fait.",
    notClassified: 'Non classé',
    notClassifiedMeans:
      "Personne n'a indiqué les paragraphes auxquels ces éléments se rapportent\u00a0: cela ne dit rien de leur rapport avec le mandat.",
    allClassified: 'Tout ce qui figure au dossier est classé.',
  },
  note,
  leftOut: (positions) =>
    `Des inscriptions illisibles du dossier sont omises, aux positions suivantes\u00a0: ${positions.join(', ')}.`,
};
