import { type Command, Option } from 'commander';
import type { TimelineAsk, When } from '@acta/application';
import type { ReplayedAct } from '@acta/projections';
import { type Stretch, groupCode, stretchOf, whenOf } from '../arguments.js';
import { defined } from '../defined.js';
import { type Globals, type Session, answer, examples, withRecord } from '../session.js';
import { actText, basisOf, documentsText, pointText, replayedText } from '../text.js';
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
      const options = command.optsWithGlobals<Stretch & Selection & When & Globals>();
      const ask = { group, when: whenOf(options), ...stretchOf(options), ...selectionOf(options) };
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
    .option(
      '--step',
      'after each act, wait: Enter or "n" for the next, "p" for the one before, "q" to end; on a terminal only',
    )
    .addHelpText(
      'after',
      examples('acta replay CWG-COP --step', 'acta replay CWG-COP --axis as-of --from 20 --to 30'),
    )
    .action(async (group: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Stretch & Selection & When & { step?: true } & Globals>();
      const ask = { group, when: whenOf(options), ...stretchOf(options), ...selectionOf(options) };
      const { json, step } = options;
      await withRecord(session, options, 'read', async (services) => {
        const form =
          json === true
            ? (act: ReplayedAct) => `${JSON.stringify(act)}\n`
            : (act: ReplayedAct) => replayedText(act);
        const { value, point } = await services.replay(ask);
        if (step !== true || !session.io.terminal.in) {
          for await (const act of value) await session.io.out(form(act));
          return;
        }
        const when = { asOf: String(point.position), at: options.at };
        await stepThrough(session, value, async (act) => {
          if (json === true) return form(act);
          const { position } = act.act;
          return (
            form(act) +
            documentsText((await services.step({ ...ask, when, position: Number(position) })).value)
          );
        });
      });
    });
  addPoint(addStretch(replay));
}

/** The options that name a stretch of the record. */
export function addStretch(command: Command): Command {
  return command
    .option('--from <bound>', 'first moment (or position, on the axis as-of)')
    .option('--subject <ref>', 'acts on this subject or a part of it, for example CWG-COP/meetings/15')
    .option('--actor <id>', 'acts that this subject id recorded')
    .option('--backwards', 'the last act first')
    .option('--to <bound>', 'last moment (or position, on the axis as-of)')
    .addOption(
      new Option('--axis <axis>', 'at: when acts took effect; as-of: when the record took them')
        .choices(['at', 'as-of'])
        .default('at'),
    );
}

/** Which acts of those in the stretch, and from which end. */
export interface Selection {
  subject?: string;
  actor?: string;
  backwards?: true;
}

/** The selection that was asked for. */
export function selectionOf({
  subject,
  actor,
  backwards,
}: Selection): Pick<TimelineAsk, 'subject' | 'actor' | 'direction'> {
  return defined({ subject, actor, direction: backwards === true ? ('backwards' as const) : undefined });
}

/** Shows act after act as somebody asks for them; those that were shown are kept, to go back to. */
async function stepThrough(
  { io }: Session,
  acts: Iterable<ReplayedAct> | AsyncIterable<ReplayedAct>,
  form: (act: ReplayedAct) => Promise<string>,
): Promise<void> {
  const coming = eachOf(acts);
  const shown: ReplayedAct[] = [];
  for (let at = 0; ;) {
    const known = shown[at];
    const { value: act } = known === undefined ? await coming.next() : { value: known };
    if (act === undefined) return;
    shown[at] = act;
    await io.out(await form(act));
    io.err('-- Enter or n: next, p: the one before, q: end --');
    const asked = (await io.line())?.trim();
    if (asked === undefined || asked === 'q') return;
    at = asked === 'p' ? Math.max(0, at - 1) : at + 1;
  }
}

async function* eachOf<T>(items: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T, undefined> {
  yield* items;
  return undefined;
}
