// A Dockerfile: by a linter, and by what our image keeps to.
import { DockerfileParser } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { broken, isNobodySpecial, isPinned } from './rules.mjs';

const textOf = (instruction) => instruction?.getArgumentsContent() ?? '';

/** What is wrong with a Dockerfile. @param pinned the versions that package.json gives: of Node.js, and its own */
export function dockerfileFaults(text, { node, version }) {
  const faults = validate(text, { instructionWorkdirRelative: 2, deprecatedMaintainer: 2 }).map(
    ({ message, range }) => `line ${range.start.line + 1}: ${message}`,
  );
  const instructions = DockerfileParser.parse(text).getInstructions();
  const all = (keyword) => instructions.filter((each) => each.getKeyword() === keyword);
  const last = instructions.slice(instructions.findLastIndex((each) => each.getKeyword() === 'FROM'));
  const lastOf = (keyword) => textOf(last.findLast((each) => each.getKeyword() === keyword));
  const bases = all('FROM').map((from) => textOf(from).split(/\s+/)[0]);
  const runs = all('RUN').map(textOf).join('\n');
  const rules = [
    ['a base is named by a version, not by what is newest', () => bases.every(isPinned)],
    [
      `a base has Node.js ${node}, which package.json pins`,
      () => bases.every((base) => base.startsWith(`node:${node}-`)),
    ],
    ['its user is a number, and not root’s', () => isNobodySpecial(lastOf('USER'))],
    ['it has a health check', () => lastOf('HEALTHCHECK') !== ''],
    ['it says how it is stopped', () => lastOf('STOPSIGNAL') === 'SIGTERM'],
    ['it has one volume', () => /^\/\S+$/.test(lastOf('VOLUME'))],
    [
      'it is started without a shell, which would keep SIGTERM to itself',
      () => /^\[.*\]$/.test(lastOf('CMD')),
    ],
    [
      `its label says ${version}, which package.json does`,
      () => all('LABEL').some((label) => textOf(label).includes(`image.version="${version}"`)),
    ],
    ['it adds nothing from elsewhere', () => all('ADD').length === 0 && !/\b(curl|wget)\b/.test(runs)],
    ['it installs what the lock file says', () => runs.includes('npm ci') && !/npm (i|install)\b/.test(runs)],
  ];
  return [...faults, ...broken('image', rules, undefined)];
}
