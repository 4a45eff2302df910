/** The page at the root: what there is, and what to try. Codes are checked at the edge and carry no markup. */
export function homePage(groups: readonly string[], position: number): string {
  const sections = groups.length === 0 ? EMPTY : groups.map(groupSection).join('');
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
<p>The record of working groups, as it stands and as it stood at any moment.</p>
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

function groupSection(group: string): string {
  const base = `/groups/${encodeURIComponent(group)}`;
  const link = (path: string, text: string): string => `<li><a href="${base}${path}">${text}</a></li>`;
  return `<h2>${group}</h2>
<ul>
${link('', 'The group: mandate, terms of reference, officers')}
${link('/reports/four-year/PP-18..PP-22', 'The four-year report, PP-18 to PP-22')}
${link('/reports/four-year/PP-18..PP-22?at=2020-12-31', 'The same report, as things stood on 31 December 2020')}
${link('/reports/four-year/PP-18..PP-22?format=docx', 'The report as a Word document')}
${link('/timeline', 'The timeline: every act, when it took effect and when it was recorded')}
${link('/replay', 'Replay: act by act, what each changed')}
<li><a href="/subjects?group=${encodeURIComponent(group)}&amp;kind=outcome">All outcomes</a>,
<a href="/subjects?group=${encodeURIComponent(group)}&amp;search=%22unique+platform%22">those that say “unique platform”</a></li>
</ul>
`;
}
