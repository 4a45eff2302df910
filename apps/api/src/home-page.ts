import type { FirstLook } from './where-to-look.js';

/** The page at the root: what there is, and what to try. Codes were checked when they were recorded and carry no markup. */
export function homePage(looks: readonly FirstLook[], position: number): string {
  const sections = looks.length === 0 ? EMPTY : looks.map(groupSection).join('');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Acta</title>
<style>
body { font: 1.05rem/1.6 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1rem; color: #1a1a1a }
code { background: #f2f2f2; padding: 0 .3em }
a { color: #0b4f8a }
footer { margin-top: 3rem; color: #555; font-size: .9rem }
</style>
</head>
<body>
<main>
<h1>Acta</h1>
<p>The record of working groups, as it stands and as it stood at any moment.
<a href="/groups">All groups</a></p>
${sections}
</main>
<footer>The journal stands at position ${String(position)}. Every address takes <code>asOf</code> (what the record held: a position
or a date) and <code>at</code> (what was in force: a date).</footer>
</body>
</html>
`;
}

const EMPTY = `<h2>Nothing is recorded yet</h2>
<p>Import a file of commands with <code>acta import FILE.ndjson</code>, or see the sample with <code>npm start</code>.</p>`;

function groupSection({ group, report, at }: FirstLook): string {
  const link = (path: string, text: string): string => `<li><a href="${path}">${text}</a></li>`;
  const base = `/groups/${group}`;
  const reports =
    report === undefined
      ? []
      : [
          link(report, 'The four-year report'),
          ...(at === undefined
            ? []
            : [link(`${report}?at=${at}`, `The same report, as things stood on ${at}`)]),
          link(`${report}?format=docx`, 'The report as a Word document'),
        ];
  return `<h2>${group}</h2>
<ul>
${[
  link(base, 'The group: mandate, terms of reference, officers'),
  ...reports,
  link(`${base}/timeline`, 'The timeline: every act, when it took effect and when it was recorded'),
  link(`${base}/replay`, 'Replay: act by act, what each changed'),
  link(`/subjects?group=${group}&amp;kind=outcome`, 'All outcomes'),
].join('\n')}
</ul>
`;
}
