import type { KeptNotice, NoticeStatus } from '@acta/application';
import type { Subscription, Want } from '@acta/application/notify';

type Language = 'en' | 'fr';
type Deed = 'confirm' | 'unsubscribe';

const WORDS: Record<Language, Record<Deed, { ask: string; button: string; done: string }>> = {
  en: {
    confirm: {
      ask: 'Somebody asked that notices from the record of a working group be sent to your address.',
      button: 'Yes, send them to me',
      done: 'Your address is confirmed. Each message says how to end it.',
    },
    unsubscribe: {
      ask: 'Nothing more is sent to you for this subscription once you press the button.',
      button: 'Send me nothing more',
      done: 'Nothing more is sent to you, and your address is removed.',
    },
  },
  fr: {
    confirm: {
      ask: 'Quelqu’un a demandé que des avis tirés des actes d’un groupe de travail soient envoyés à votre adresse.',
      button: 'Oui, envoyez-les-moi',
      done: 'Votre adresse est confirmée. Chaque message indique comment y mettre fin.',
    },
    unsubscribe: {
      ask: 'Plus rien ne vous sera envoyé pour cet abonnement une fois que vous aurez appuyé sur le bouton.',
      button: 'Ne m’envoyez plus rien',
      done: 'Plus rien ne vous sera envoyé, et votre adresse est effacée.',
    },
  },
};

/** A page that does nothing until its button is pressed. */
export function buttonPage(deed: Deed, language: Language): string {
  const { ask, button } = WORDS[language][deed];
  return page(`<p>${ask}</p>\n<form method="post"><button>${button}</button></form>`, language);
}

export function donePage(deed: Deed, language: Language): string {
  return page(`<p>${WORDS[language][deed].done}</p>`, language);
}

const TOLD: Record<Language, { heading: string; none: string; end: string; columns: readonly string[] }> = {
  en: {
    heading: 'What you were told, and why',
    none: 'Nothing yet.',
    end: 'End this subscription',
    columns: ['made', 'what', 'about', 'you asked for', 'became'],
  },
  fr: {
    heading: 'Ce qui vous a été signalé, et pourquoi',
    none: 'Rien encore.',
    end: 'Mettre fin à cet abonnement',
    columns: ['établi', 'quoi', 'à propos de', 'vous avez demandé', 'devenu'],
  },
};

const BECAME: Record<Language, Record<NoticeStatus, string>> = {
  en: { waiting: 'waits', sent: 'was sent', refused: 'was refused', withdrawn: 'was withdrawn' },
  fr: { waiting: 'attend', sent: 'envoyé', refused: 'refusé', withdrawn: 'retiré' },
};

/** The newest notices of a subscription: of each, the want that it answers and what became of it. */
export function noticesPage(
  { language }: Subscription,
  notices: readonly KeptNotice[],
  unsubscribe: string,
): string {
  const { heading, none, end, columns } = TOLD[language];
  const rows = notices.map(({ madeAt, about, subject, want, status, sentAt }) => {
    const what = about.kind === 'act' ? about.type : about.due;
    const became = [BECAME[language][status], sentAt].filter((word) => word !== undefined).join(' ');
    return row('td', [madeAt, what, subject, wanted(want), became]);
  });
  const table =
    notices.length === 0 ? `<p>${none}</p>` : `<table>${row('th', columns)}${rows.join('')}</table>`;
  return page(`<h2>${heading}</h2>\n${table}\n<p><a href="${escaped(unsubscribe)}">${end}</a></p>`, language);
}

function row(cell: 'td' | 'th', texts: readonly string[]): string {
  return `<tr>${texts.map((text) => `<${cell}>${escaped(text)}</${cell}>`).join('')}</tr>\n`;
}

/** A want in the words of the guide. */
function wanted({ kind, ...rest }: Want): string {
  return [kind, ...Object.entries(rest).map(([name, value]) => `${name}: ${String(value)}`)].join(', ');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** What this is, and how to subscribe. The addresses are of the configuration and carry no markup. */
export function homePage({ service, api }: { service: string; api: string }): string {
  return page(
    `<p>Tells people of what is recorded, as it is recorded: acts of a working group, what becomes of what they
recorded themselves, days that near. The record is at <a href="${api}">${api}</a>.</p>
<p>With a token of the record's own, subscribe:</p>
<pre>curl -X POST ${service}/subscriptions \\
  -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\
  -d '{"wants":[{"kind":"acts","group":"CWG-COP"}],"channel":{"kind":"email","address":"you@example.org"}}'</pre>
<p>An address is written to once, to be confirmed. What you have, and what you were told and why:</p>
<pre>curl -H "Authorization: Bearer $TOKEN" ${service}/subscriptions
curl -H "Authorization: Bearer $TOKEN" ${service}/subscriptions/ID/notices</pre>`,
    'en',
  );
}

function page(body: string, language: Language): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Acta: notices</title>
<style>
body { font: 1.05rem/1.6 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1rem; color: #1a1a1a }
pre { background: #f2f2f2; padding: .8em; overflow-x: auto }
table { border-collapse: collapse; font-size: .9rem }
td, th { text-align: left; vertical-align: top; padding: .3em .6em; border-bottom: 1px solid #ddd }
button { font: inherit; padding: .5em 1em }
a { color: #0b4f8a }
</style>
</head>
<body>
<main>
<h1>Acta: notices</h1>
${body}
</main>
</body>
</html>
`;
}
