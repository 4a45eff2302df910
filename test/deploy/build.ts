import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, matchesGlob } from 'node:path';
import { DockerfileParser, type Instruction, ModifiableInstruction } from 'dockerfile-ast';
import { type Image, runInBuild } from './container.js';

/** What the steps of a stage have made so far. */
interface Stage extends Image {
  name: string | undefined;
  base: string;
}

/** The files of the checkout that the build is given, after what its .dockerignore leaves out. */
function contextOf(project: string, dockerfile: string): string[] {
  const rules = readFileSync(`${dockerfile}.dockerignore`, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ pattern: line.replace(/^!/, ''), kept: line.startsWith('!') }));
  const names = (file: string): string[] =>
    file.split('/').map((_, i, parts) => parts.slice(0, i + 1).join('/'));
  const kept = (file: string): boolean =>
    rules.findLast(({ pattern }) => names(file).some((name) => matchesGlob(name, pattern)))?.kept ?? true;
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const { status, stdout } = spawnSync('git', args, { cwd: project, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error('git could not list the files of the checkout');
  return stdout.split('\0').filter((file) => file !== '' && existsSync(join(project, file)) && kept(file));
}

/** The words of the instruction's exec form, or of what follows CMD in it. */
function execForm(instruction: Instruction): string[] {
  const text = instruction.getArgumentsContent() ?? '';
  return JSON.parse(text.slice(text.indexOf('['))) as string[];
}

function shell(command: string, cwd: string): void {
  const path = `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`;
  const { status } = spawnSync('sh', ['-euc', command], {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PATH: path },
  });
  if (status !== 0) throw new Error(`RUN ${command} ended with status ${String(status)}`);
}

/**
 * Carries out a Dockerfile without an engine: each stage is a folder that stands for its root; the base image is this
 * machine. What a stage runs that others copy from must keep to its working folder; the last stage's runs see it as root.
 * @throws what cannot be carried out
 */
export function build(project: string, dockerfile: string, work: string): Image {
  const stages: Stage[] = [];
  const context = contextOf(project, dockerfile);
  const instructions = DockerfileParser.parse(readFileSync(dockerfile, 'utf8')).getInstructions();
  const stagesToCome = instructions.filter((each) => each.getKeyword() === 'FROM').length;
  for (const instruction of instructions) {
    const text = instruction.getArgumentsContent() ?? '';
    const stage = stages.at(-1);
    if (instruction.getKeyword() === 'FROM') stages.push(begin(text, join(work, `stage-${stages.length}`)));
    else if (stage === undefined) throw new Error(`${instruction.getKeyword()} comes before FROM`);
    else step(stage, instruction, { stages, project, context, last: stages.length === stagesToCome });
  }
  const image = stages.at(-1);
  if (image === undefined) throw new Error('the Dockerfile makes no image');
  return image;
}

function begin(text: string, root: string): Stage {
  const [base = '', , name] = text.split(/\s+/);
  mkdirSync(root);
  const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };
  return { name, base, root, env, folder: '/', user: '0:0', volume: undefined, command: [], health: [] };
}

interface Building {
  stages: readonly Stage[];
  project: string;
  context: readonly string[];
  last: boolean;
}

function step(stage: Stage, instruction: Instruction, building: Building): void {
  const text = instruction.getArgumentsContent() ?? '';
  const here = join(stage.root, stage.folder);
  switch (instruction.getKeyword()) {
    case 'WORKDIR':
      stage.folder = text;
      mkdirSync(join(stage.root, text), { recursive: true });
      return;
    case 'COPY':
      copy(stage, instruction, building);
      return;
    case 'RUN':
      if (building.last) runInBuild(stage, ['sh', '-euc', text]);
      else shell(text, here);
      return;
    case 'ENV':
      for (const [, name = '', value = ''] of text.matchAll(/(\w+)=(\S+)/g))
        stage.env[name] = value.replace('$PATH', stage.env['PATH'] ?? '');
      return;
    case 'USER':
      stage.user = text;
      return;
    case 'VOLUME':
      stage.volume = text;
      return;
    case 'CMD':
      stage.command = execForm(instruction);
      return;
    case 'HEALTHCHECK':
      stage.health = execForm(instruction);
      return;
    case 'LABEL':
    case 'EXPOSE':
    case 'STOPSIGNAL':
      return;
    default:
      throw new Error(`${instruction.getKeyword()} cannot be carried out here`);
  }
}

function copy(stage: Stage, instruction: Instruction, { stages, project, context }: Building): void {
  const [from = '', to = ''] = (instruction.getArgumentsContent() ?? '').split(/\s+/);
  const target = join(stage.root, to.startsWith('/') ? to : join(stage.folder, to));
  const flag = instruction instanceof ModifiableInstruction ? instruction.getFlags()[0] : undefined;
  if (flag !== undefined) {
    const source = stages.find(({ name }) => flag.getName() === 'from' && name === flag.getValue());
    if (source === undefined) throw new Error(`COPY ${flag.toString()}: there is no such stage`);
    cpSync(join(source.root, from), target, { recursive: true, verbatimSymlinks: true });
    return;
  }
  const files = context.filter((file) => from === '.' || file === from);
  if (files.length === 0) throw new Error(`COPY ${from}: .dockerignore leaves it out, or it is not there`);
  for (const file of files) {
    const place = join(target, from === '.' ? file : basename(file));
    cpSync(join(project, file), place, { recursive: true });
    chmodSync(place, statSync(join(project, file)).mode);
  }
}
