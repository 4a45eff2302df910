import type { NoticeStatus } from '@acta/application';
import { inside } from '@acta/reporting';
import type { Subscription, Want } from '@acta/application/notify';

/** What is said in a language beside the record's own phrases. Texts of the record come in on one line. */
export interface NoticePhrases {
  /** A day at a time there: "on 3 May 2026 at 14:05 (Europe/Zurich)". @param day with its preposition, as below */
  moment(day: string, time: string, zone: string): string;
  /** @param subject as a sentence begins with it */
  liaisonDue(subject: string, addressee: string, day: string): string;
  contributionsDue(subject: string, day: string): string;
  tookEffect(when: string): string;
  recorded(when: string): string;
  /** Both, where it took effect as it was recorded. */
  tookEffectAndRecorded(when: string): string;
  readonly inTheRecord: string;
  /** After words that were cut. */
  readonly more: string;

  /** What somebody asked to be told of. */
  want(want: Want): string;
  /** Before a list of those, and, beside one of several notices, before one. */
  readonly youFollow: string;
  readonly asked: string;
  acts(count: number): string;
  deadlines(count: number): string;
  groups(count: number): string;
  /** Of notices that a message has no room for. */
  andMore(count: number): string;

  readonly feedTitle: string;
  readonly notices: string;
  readonly unsubscribe: string;

  readonly confirm: {
    subject: string;
    /** @param who subject id */
    asked(who: string, record: string): string;
    delivery(delivery: Subscription['delivery'], zone: string): string;
    readonly act: string;
    lapses(days: number): string;
  };

  /** Of the page with what somebody was told. */
  readonly page: {
    wants: string;
    none: string;
    status: Readonly<Record<NoticeStatus, string>>;
    /** @param address of the subscription, for programs */
    change(address: string): string;
  };
}

function ofGroup(group: string | undefined, each: (group: string) => string): string {
  return group === undefined ? '' : each(group);
}

const WEEKDAYS = {
  en: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
  fr: ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'],
} as const;

const en: NoticePhrases = {
  moment: (day, time, zone) => `${day} at ${time} (${zone})`,
  liaisonDue: (subject, addressee, day) =>
    `The answer of ${addressee} to ${inside(subject)} falls due ${day}`,
  contributionsDue: (subject, day) => `Contributions to ${inside(subject)} are due ${day} at the latest`,
  tookEffect: (when) => `It took effect ${when}.`,
  recorded: (when) => `It was recorded ${when}.`,
  tookEffectAndRecorded: (when) => `It took effect and was recorded ${when}.`,
  inTheRecord: 'See it in the record',
  more: 'The whole of it is in the record.',
  want(want) {
    switch (want.kind) {
      case 'acts':
        return `acts of ${want.group ?? 'every group'}${want.types === undefined ? '' : ` (${want.types.join(', ')})`}`;
      case 'own':
        return `acts of others on what you recorded${ofGroup(want.group, (group) => ` in ${group}`)}`;
      case 'liaison-due':
        return `answers of ${want.addressee} to liaison statements${ofGroup(want.group, (group) => ` of ${group}`)}, ${days(want.days)} before they fall due`;
      case 'contributions-due':
        return `the last day for contributions to a meeting of ${want.group}, ${days(want.days)} before`;
    }
  },
  youFollow: 'You get this because you asked to be told of',
  asked: 'Asked for',
  acts: (count) => `${String(count)} act${count === 1 ? '' : 's'}`,
  deadlines: (count) => `${String(count)} deadline${count === 1 ? '' : 's'}`,
  groups: (count) => `${String(count)} groups`,
  andMore: (count) => `${String(count)} more, which are in the list of what you were told.`,
  feedTitle: 'Notices of the record',
  notices: 'What you were told, and why',
  unsubscribe: 'Unsubscribe',
  confirm: {
    subject: 'Please confirm that you want notices of the record',
    asked: (who, record) =>
      `Somebody (${who}) asked that the record at ${record} send notices to this address. They would tell of:`,
    delivery(delivery, zone) {
      switch (delivery.kind) {
        case 'at-once':
          return 'They would come at once.';
        case 'daily':
          return `They would come gathered, daily at ${delivery.at} (${zone}).`;
        case 'weekly':
          return `They would come gathered, on ${WEEKDAYS.en[delivery.weekday - 1] ?? ''} at ${delivery.at} (${zone}).`;
      }
    },
    act: 'Confirm this address',
    lapses: (count) =>
      `Where nobody confirms within ${days(count)}, this lapses. Until then, and without that, nothing more is sent here: if you know nothing of it, just leave it.`,
  },
  page: {
    wants: 'You asked to be told of',
    none: 'You were told of nothing yet.',
    status: { waiting: 'Goes out when it is due', sent: 'Sent', refused: 'Refused', withdrawn: 'Withdrawn' },
    change: (address) =>
      `What you are told, when, and where to, is changed at ${address}, with a token of the record.`,
  },
};

function days(count: number): string {
  return `${String(count)} day${count === 1 ? '' : 's'}`;
}

const fr: NoticePhrases = {
  moment: (day, time, zone) => `${day} à ${time} (${zone})`,
  liaisonDue: (subject, addressee, day) =>
    `La réponse de ${addressee} à ${inside(subject)} est attendue ${day} au plus tard`,
  contributionsDue: (subject, day) =>
    `Les contributions à ${inside(subject)} sont attendues ${day} au plus tard`,
  tookEffect: (when) => `L'acte a pris effet ${when}.`,
  recorded: (when) => `Il a été inscrit au dossier ${when}.`,
  tookEffectAndRecorded: (when) => `L'acte a pris effet et a été inscrit au dossier ${when}.`,
  inTheRecord: 'Voir dans le dossier',
  more: 'Le texte entier figure au dossier.',
  want(want) {
    switch (want.kind) {
      case 'acts':
        return `les actes de ${want.group ?? 'tous les groupes'}${want.types === undefined ? '' : ` (${want.types.join(', ')})`}`;
      case 'own':
        return `les actes d'autrui sur ce que vous avez inscrit au dossier${ofGroup(want.group, (group) => ` de ${group}`)}`;
      case 'liaison-due':
        return `les réponses de ${want.addressee} aux notes de liaison${ofGroup(want.group, (group) => ` de ${group}`)}, ${jours(want.days)} avant l'échéance`;
      case 'contributions-due':
        return `le dernier jour pour les contributions à une réunion de ${want.group}, ${jours(want.days)} avant`;
    }
  },
  youFollow: 'Vous recevez ce message car vous avez demandé à suivre',
  asked: 'Demandé',
  acts: (count) => `${String(count)} acte${count < 2 ? '' : 's'}`,
  deadlines: (count) => `${String(count)} échéance${count < 2 ? '' : 's'}`,
  groups: (count) => `${String(count)} groupes`,
  andMore: (count) => `${String(count)} de plus, à lire dans la liste de tous vos avis.`,
  feedTitle: 'Avis du dossier',
  notices: 'Vos avis, et pourquoi vous les recevez',
  unsubscribe: 'Se désabonner',
  confirm: {
    subject: 'Merci de confirmer que vous voulez recevoir les avis du dossier',
    asked: (who, record) =>
      `Quelqu'un (${who}) a demandé que le dossier tenu à ${record} envoie des avis à cette adresse. Ils porteraient sur\u00a0:`,
    delivery(delivery, zone) {
      switch (delivery.kind) {
        case 'at-once':
          return 'Ils viendraient aussitôt.';
        case 'daily':
          return `Ils viendraient groupés, chaque jour à ${delivery.at} (${zone}).`;
        case 'weekly':
          return `Ils viendraient groupés, le ${WEEKDAYS.fr[delivery.weekday - 1] ?? ''} à ${delivery.at} (${zone}).`;
      }
    },
    act: 'Confirmer cette adresse',
    lapses: (count) =>
      `Sans confirmation dans un délai de ${jours(count)}, cette demande devient caduque. D'ici là, et à défaut, rien d'autre n'est envoyé ici\u00a0: si vous n'en savez rien, il n'y a rien à faire.`,
  },
  page: {
    wants: 'Vous avez demandé à suivre',
    none: "Vous n'avez encore reçu aucun avis.",
    status: { waiting: "Partira à l'heure prévue", sent: 'Envoyé', refused: 'Refusé', withdrawn: 'Retiré' },
    change: (address) =>
      `Ce que vous recevez, quand et à quelle adresse, se change à ${address}, avec un jeton du dossier.`,
  },
};

function jours(count: number): string {
  return `${String(count)} jour${count < 2 ? '' : 's'}`;
}

const catalogue: Readonly<Record<Subscription['language'], NoticePhrases>> = { en, fr };

/** What is said in a language beside the record's own phrases. */
export function noticePhrasesFor(language: Subscription['language']): NoticePhrases {
  return catalogue[language];
}
