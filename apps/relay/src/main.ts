import { type Acta, type Config, dataFolder, loadConfig, openActa } from '@acta/runtime';
import { NestFactory } from '@nestjs/core';
import { existsSync } from 'node:fs';
import { Relay, RelayModule } from './relay.module.js';

const tell = (line: string): void => void process.stderr.write(`acta-relay: ${line}\n`);

/** After an error of its file, or where it differs from the store, the journal cannot be trusted. */
function stopAtOnce(error: Error): void {
  tell(`${error.message}; stopping at once`);
  process.exit(1);
}

/** The record that is published: that of the API beside, or where a store keeps the log, a journal of the relay's own. */
function openRecord(config: Config): Promise<Acta> {
  if (config.store !== undefined) return openActa(config, { mode: 'write', onFatal: stopAtOnce });
  if (!existsSync(dataFolder(config).journal))
    throw new Error(
      `there is no record in ${config.data}; start the API first, or name its folder (ACTA_DATA)`,
    );
  return openActa(config, { mode: 'read' });
}

try {
  const acta = await openRecord(loadConfig(process.env));
  try {
    const app = await NestFactory.createApplicationContext(await RelayModule.on(acta, tell), {
      logger: ['error', 'warn'],
      abortOnError: false,
    });
    const relay = app.get(Relay);
    const stop = (): void => void app.close();
    process.on('SIGTERM', stop).on('SIGINT', stop);
    try {
      await relay.ended;
    } finally {
      await app.close();
    }
  } finally {
    await acta.close();
  }
} catch (error) {
  tell(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
