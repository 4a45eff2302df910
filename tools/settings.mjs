// npm run settings: writes the table of the configuration in README.md from the rows in libs/runtime, so that what is said of a
// setting is said once. With --check it only compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

const check = process.argv.includes('--check');
const file = join(import.meta.dirname, '../README.md');
const { isSecret, settings } = await import('../libs/runtime/dist/index.js');

/** What the command line alone reads. */
const COMMAND_LINE = [
  {
    env: 'ACTA_URL',
    flag: '--url',
    default: '',
    describe: 'record that is served, for the command line to use instead of a folder',
  },
  {
    env: 'ACTA_TOKEN',
    default: '',
    describe: 'token to show there; --token-file names a file with one',
  },
];

/** Headings, and the settings under each: the first that takes a setting has it. */
const GROUPS = [
  ['The record', /^ACTA_(DATA|LOG|LANGUAGE|STORE.*)$/],
  ['Keys of persons', /^ACTA_KEYS/],
  ['Documents', /^(ACTA_DOCUMENTS|ACTA_S3_|AWS_)/],
  ['HTTP', /^ACTA_(HOST|PORT|PROXY|RATE_LIMIT|STREAMS.*|ACCESS_LOG_DAYS|WEBHOOK.*)$/],
  ['Tokens', /^ACTA_OIDC_/],
  ['The command line, over HTTP', /^ACTA_(URL|TOKEN)$/],
  ['Kafka', /^ACTA_KAFKA_/],
  ['The notifier', /^ACTA_(NOTIFIER.*|NOTICES_DAYS|RECORD_URL|API)$/],
  ['Mail', /^ACTA_(SMTP|MAIL)/],
  ['What is watched', /^(ACTA_(METRICS|LOG_|TRAC)|OTEL_)/],
];

const [START, END] = ['<!-- settings: written by npm run settings -->', '<!-- end of settings -->'];
const rows = [...Object.values(settings), ...COMMAND_LINE];
const groupOf = ({ env }) => GROUPS.find(([, takes]) => takes.test(env))?.[0];
const homeless = rows.filter((row) => groupOf(row) === undefined).map(({ env }) => env);
if (homeless.length > 0) {
  console.error(`no heading of tools/settings.mjs takes ${homeless.join(', ')}`);
  process.exit(1);
}

/** Addresses and patterns as code: Markdown would take `<log>` for a tag. */
const inMarkdown = (text) =>
  text.replace(/[^\s,;()]*(?::\/\/|<)[^\s,;()]*/g, (word) => `\`${word}\``).replace(/\|/g, '\\|');
const code = (text) => (text === '' || text === undefined ? '' : `\`${text}\``);

const tables = Map.groupBy(rows, groupOf);
const text = GROUPS.filter(([heading]) => tables.has(heading))
  .map(([heading]) => {
    const lines = tables.get(heading).map((row) => {
      const or = isSecret(row) ? `; or \`${row.env}_FILE\`, a file with it` : '';
      return `| \`${row.env}\` | ${code(row.flag)} | ${code(row.default)} | ${inMarkdown(row.describe)}${or} |`;
    });
    return `### ${heading}\n\n| environment | flag | default | |\n| --- | --- | --- | --- |\n${lines.join('\n')}\n`;
  })
  .join('\n');

const readme = readFileSync(file, 'utf8');
const [start, end] = [readme.indexOf(START), readme.indexOf(END)];
if (start === -1 || end < start)
  throw new Error(`README.md has no place for the settings: ${START} … ${END}`);
const written = await format(`${readme.slice(0, start)}${START}\n\n${text}\n${readme.slice(end)}`, {
  ...(await resolveConfig(file)),
  parser: 'markdown',
});
if (written === readme) console.log(`settings: ${rows.length} rows, in order`);
else if (check) {
  console.error('README.md is out of date: run npm run settings');
  process.exitCode = 1;
} else writeFileSync(file, written);
