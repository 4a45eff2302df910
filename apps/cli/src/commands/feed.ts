import type { Command } from 'commander';
import type { TopicProgress } from '@acta/runtime';
import { type Globals, type Session, answer, examples, flagsOf } from '../session.js';

export function addFeed(program: Command, session: Session): void {
  const feed = program.command('feed').summary('look after the feed on Kafka');
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
