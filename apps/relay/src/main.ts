import {
  type Acta,
  type Config,
  type Watch,
  dataFolder,
  loadConfig,
  nestLog,
  openActa,
  openWatch,
  unwatched,
  watchRecord,
} from '@acta/runtime';
import { NestFactory } from '@nestjs/core';
import { existsSync } from 'node:fs';
import { Relay, RelayModule } from './relay.module.js';

/** The record that is published: that of the API beside, or where a store keeps the log, a journal of the relay's own. */
function openRecord(config: Config, watch: Watch): Promise<Acta> {
  /** After an error of its file, or where it differs from the store, the journal cannot be trusted. */
  const onFatal = ({ message }: Error): void => {
    watch.log.error(`${message}; stopping at once`);
    process.exit(1);
  };
  if (config.store !== undefined) return openActa(config, { mode: 'write', watch, onFatal });
  if (!existsSync(dataFolder(config).journal))
    throw new Error(
      `there is no record in ${config.data}; start the API first, or name its folder (ACTA_DATA)`,
    );
  return openActa(config, { mode: 'read', watch });
}

async function publish(acta: Acta): Promise<void> {
  const { watch } = acta;
  watchRecord(acta, watch.metrics);
  const app = await NestFactory.createApplicationContext(await RelayModule.on(acta), {
    logger: nestLog(watch.log),
    abortOnError: false,
  });
  const relay = app.get(Relay);
  const stop = (): void => void app.close();
  process.on('SIGTERM', stop).on('SIGINT', stop);
  try {
    await watch.serve(() => relay.readiness());
    await relay.ended;
  } finally {
    await app.close();
  }
}

let watch: Watch = unwatched('acta-relay');
try {
  const config = loadConfig(process.env);
  watch = await openWatch(config, { name: 'relay', prefix: 'acta-relay' });
  const acta = await openRecord(config, watch);
  try {
    await publish(acta);
  } finally {
    await acta.close();
  }
} catch (error) {
  watch.log.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await watch.close();
}
