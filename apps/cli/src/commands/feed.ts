import type { FeedFilter } from '@acta/application';
import { type EventType, isEventType } from '@acta/domain';
import type { FeedReplayed, TopicProgress } from '@acta/runtime';
import { type Command, InvalidArgumentError } from 'commander';
import { groupCode, held, reference } from '../arguments.js';
import { defined } from '../defined.js';
import { withProgress } from '../progress.js';
import { type Globals, type Session, answer, examples, flagsOf, withRecord } from '../session.js';

export function addFeed(program: Command, session: Session): void {
  const feed = program.command('feed').summary('follow the feed, and look after it on Kafka');
  addTail(feed, session);
  addReplay(feed, session);
  addParked(feed, session);
}

interface TailOptions extends Globals {
  from?: string;
  group?: string;
  type?: EventType[];
  subject?: { subject: string };
  follow: boolean;
}

function addTail(feed: Command, session: Session): void {
  feed
    .command('tail')
    .summary('print events of the feed as they are recorded')
    .description(
      'Prints CloudEvents, one in JSON a line, until it is told to stop (Ctrl-C): of the data folder, which may be in use, all of them, and with --url what its caller may see.',
    )
    .option('--from <X>', 'from this position, or moment of recording, on (default: from now on)', held)
    .option('--group <code>', 'of this group alone', groupCode)
    .option('--type <types>', 'of these types alone, with commas between', eventTypes)
    .option('--subject <ref>', 'about this, or a part of it', reference)
    .option('--no-follow', 'end where the journal ends')
    .addHelpText(
      'after',
      examples(
        'acta feed tail',
        'acta feed tail --from 1 --no-follow | jq .type',
        'acta feed tail --from 2026-03-01 --group CWG-COP --type outcome-amended --url http://127.0.0.1:3000',
      ),
    )
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<TailOptions>();
      const { from, follow: isFollowing } = options;
      const { io } = session;
      await withRecord(session, options, 'read', (services) =>
        services.tail(
          { filter: filterOf(options), isFollowing, ...(from === undefined ? {} : { from }) },
          (text) => io.out(`${text}\n`),
          io.interrupted(),
          (words) => io.err(`acta: ${words}\n`),
        ),
      );
    });
}

function filterOf({ group, type, subject }: TailOptions): FeedFilter {
  return defined({ group, types: type, subject: subject?.subject });
}

function eventTypes(text: string): EventType[] {
  const types = text.split(',').map((each) => each.trim());
  const wrong = types.find((each) => !isEventType(each));
  if (wrong !== undefined)
    throw new InvalidArgumentError(`"${wrong}" is no type of event; give one such as outcome-amended.`);
  return types.filter(isEventType);
}

interface ReplayOptions extends Globals {
  into: string;
  from?: string;
  to?: string;
  group?: string;
}

function addReplay(feed: Command, session: Session): void {
  feed
    .command('replay')
    .summary('publish a stretch of the feed again, to a topic of its own on Kafka')
    .description(
      'Publishes what everybody may see, in order and marked as a replay, which must not notify anyone as news. The topic must be there; those that the relay publishes to are refused. What is published is told at the end, also where it was stopped (Ctrl-C) or failed: give that position to go on.',
    )
    .requiredOption('--into <topic>', 'the topic')
    .option('--from <X>', 'from this position, or moment of recording, on (default: the beginning)', held)
    .option('--to <X>', 'up to this position, or moment of recording (default: all that is there)', held)
    .option('--group <code>', 'of this group alone', groupCode)
    .addHelpText(
      'after',
      examples(
        'acta feed replay --into acta.main.replay',
        'acta feed replay --into acta.main.replay --from 2026-01-01 --to 2026-03-31 --group CWG-COP',
      ),
    )
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<ReplayOptions>();
      const { into: topic, from, to, group } = options;
      const ask = { topic, ...defined({ from, to, group }) };
      const { io, host } = session;
      const done = await withProgress(io, (progress) =>
        host.replayFeed(flagsOf(options), ask, progress, io.interrupted()),
      );
      if (done.position < done.upTo) session.exitCode = 1;
      await answer(io, options, done, replayedText);
    });
}

function replayedText({ topic, published, position, upTo }: FeedReplayed): string {
  const words = `${String(published)} events up to position ${String(position)} are published again to ${topic}.\n`;
  return position < upTo
    ? `Stopped before position ${String(upTo)}. ${words}Go on with --from ${String(position + 1)}\n`
    : words;
}

function addParked(feed: Command, session: Session): void {
  feed
    .command('parked')
    .summary('tell what of the feed waits, since it cannot be published')
    .description(
      'Prints for each topic (ACTA_KAFKA_TOPIC and those of wider circles) how far it is, and which groups wait from which position on, and why.',
    )
    .addHelpText('after', examples('acta feed parked', 'acta feed parked --json'))
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Globals>();
      const found = await session.host.feedProgress(flagsOf(options));
      await answer(session.io, options, found, (topics) => topics.map(progressText).join(''));
    });
  feed
    .command('redrive')
    .summary('try again to publish what is parked')
    .description(
      'Asks the relay that leads, or the next one that does, to publish what is parked. What still cannot be published stays parked.',
    )
    .addHelpText('after', examples('acta feed redrive'))
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Globals>();
      const asked = await session.host.redriveFeed(flagsOf(options));
      await answer(
        session.io,
        options,
        asked,
        ({ topics }) => `Asked for ${topics.join(', ')}; acta feed parked tells what came of it.\n`,
      );
    });
}

function progressText({ topic, position, parked }: TopicProgress): string {
  const waiting = parked.map(
    ({ key, position: first, reason }) => `  ${key} waits from position ${String(first)} on: ${reason}\n`,
  );
  const words = parked.length === 0 ? 'nothing is parked' : `${String(parked.length)} parked`;
  return `${topic}: up to position ${String(position)}, ${words}\n${waiting.join('')}`;
}
