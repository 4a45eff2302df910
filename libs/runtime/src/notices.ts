import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { NoticeStore } from '@acta/application';
import { StoreRefused, openSqliteNoticeStore } from '@acta/sqlite';
import type { Config } from './config.js';
import { makeDataFolder } from './folder.js';
import { readPrivate } from './private-file.js';
import { ConfigRefused } from './setting.js';

/** What the notification service keeps. */
export interface Notices {
  store: NoticeStore;
  /** 256 bits that links are made with: a new key ends all links. */
  linkKey: Buffer;
}

/** How often one that stands by looks whether it may take over. */
const STANDBY_MS = 2_000;
const KEY_BYTES = 32;

/**
 * Opens the data folder of the notification service, and makes it where it does not exist. While another process has it, this
 * one stands by.
 * @param onStandby told once that it does, and why
 * @returns undefined where it was stopped before
 * @throws StoreRefused, ConfigRefused
 */
export async function openNotices(
  { notifierData: data }: Pick<Config, 'notifierData'>,
  onStandby: (reason: string) => void,
  stopping: AbortSignal,
): Promise<Notices | undefined> {
  makeDataFolder({ data });
  for (let told = false; !stopping.aborted; told = true) {
    try {
      const store = openSqliteNoticeStore({ file: join(data, 'notices.db') });
      try {
        return { store, linkKey: keyIn(join(data, 'links.key')) };
      } catch (error) {
        store.close();
        throw error;
      }
    } catch (error) {
      if (!(error instanceof StoreRefused) || error.code !== 'locked') throw error;
      if (!told) onStandby(error.message);
      await pause(STANDBY_MS, undefined, { signal: stopping }).catch(() => undefined);
    }
  }
  return undefined;
}

/** @throws ConfigRefused */
function keyIn(file: string): Buffer {
  if (!existsSync(file))
    writeFileSync(file, `${randomBytes(KEY_BYTES).toString('base64')}\n`, {
      mode: 0o600,
      flag: 'wx',
      flush: true,
    });
  const key = Buffer.from(readPrivate(file), 'base64');
  if (key.length !== KEY_BYTES)
    throw new ConfigRefused(
      `${file} holds no key of ${KEY_BYTES} bytes in base64: restore it, or remove it, which ends all links`,
    );
  return key;
}
