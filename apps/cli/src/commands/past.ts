import { type Command, Option } from 'commander';
import type { When } from '@acta/application';
import type { ReplayedAct } from '@acta/projections';
import { type Stretch, groupCode, stretchOf, whenOf } from '../arguments.js';
import { type Globals, type Session, answer, examples, withRecord } from '../session.js';
import { actText, basisOf, pointText, replayedText } from '../text.js';
import { addPoint } from './documents.js';

export function addPast(program: Command, session: Session): void {
  const timeline = program
    .command('timeline')
    .summary('list the acts of a group')
    .description(
      'Lists the acts of a group in the order in which they took effect; with --axis as-of, in that of recording.',
    )
    .argument('<group>', "the group's code", groupCode)
    .addHelpText(
      'after',
      examples('acta timeline CWG-COP', 'acta timeline CWG-COP --from 2019 --to 2020-12-31'),
    )
    .action(async (group: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Stretch & When & Globals>();
      const ask = { group, when: whenOf(options), ...stretchOf(options) };
      const { point, value } = await withRecord(session, options, 'read', (services) =>
        services.timeline(ask),
      );
      const shown = { basis: basisOf(point), value };
      await answer(
        session.io,
        options,
        shown,
        () => value.map((act) => actText(act)).join('') + pointText(point),
      );
    });
  addPoint(addStretch(timeline));

  const replay = program
    .command('replay')
    .summary('go through the record act by act')
    .description(
      "Goes through a group's record act by act, and shows what changed at each. With --json, one act a line.",
    )
    .argument('<group>', "the group's code", groupCode)
    .option('--step', 'wait for Enter after each act ("q" ends); on a terminal only')
    .addHelpText(
      'after',
      examples('acta replay CWG-COP --step', 'acta replay CWG-COP --axis as-of --from 20 --to 30'),
    )
    .action(async (group: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Stretch & When & { step?: true } & Globals>();
      const ask = { group, when: whenOf(options), ...stretchOf(options) };
      const { json, step } = options;
      await withRecord(session, options, 'read', async (services) => {
        const form =
          json === true
            ? (act: ReplayedAct) => `${JSON.stringify(act)}\n`
            : (act: ReplayedAct) => replayedText(act);
        const { value } = await services.replay(ask);
        await showEach(session, value, form, step === true);
      });
    });
  addPoint(addStretch(replay));
}

/** The options that name a stretch of the record. */
export function addStretch(command: Command): Command {
  return command
    .option('--from <bound>', 'first moment (or position, on the axis as-of)')
    .option('--to <bound>', 'last moment (or position, on the axis as-of)')
    .addOption(
      new Option('--axis <axis>', 'at: when acts took effect; as-of: when the record took them')
        .choices(['at', 'as-of'])
        .default('at'),
    );
}

async function showEach(
  { io }: Session,
  acts: Iterable<ReplayedAct> | AsyncIterable<ReplayedAct>,
  form: (act: ReplayedAct) => string,
  step: boolean,
): Promise<void> {
  let first = true;
  for await (const act of acts) {
    if (step && !first && io.terminal.in) {
      io.err('-- Enter: next, q: end --');
      const line = await io.line();
      if (line === undefined || line.trim() === 'q') return;
    }
    first = false;
    await io.out(form(act));
  }
}
