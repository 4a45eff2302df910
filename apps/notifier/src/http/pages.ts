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

/** What this is, and how to subscribe. The addresses are of the configuration and carry no markup. */
export function homePage({ service, record }: { service: string; record: string }): string {
  return page(
    `<p>Tells people of what is recorded, as it is recorded: acts of a working group, what becomes of what they
recorded themselves, days that near. The record is at <a href="${record}">${record}</a>.</p>
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
