import { type Setting, folder, listeningAddress, optional, upTo, webAddress } from './setting.js';

/** What can be configured of the notification service. */
export interface NotifierConfig {
  /** Its own data folder. */
  notifierData: string;
  notifierHost: string;
  notifierPort: number;
  /** Its address as those who are told reach it, for links; undefined: where it listens. */
  notifierUrl: string | undefined;
  /** Days for which notices are kept; 0: for good. */
  noticesDays: number;
}

/** One row a setting. */
export const notifierSettings: { [K in keyof NotifierConfig]: Setting<NotifierConfig[K]> } = {
  notifierData: {
    env: 'ACTA_NOTIFIER_DATA',
    default: './var-notifier',
    describe: 'data folder of the notification service; on a local disk',
    read: folder,
  },
  notifierHost: {
    env: 'ACTA_NOTIFIER_HOST',
    default: '127.0.0.1',
    describe: 'address that the notification service listens on',
    read: listeningAddress,
  },
  notifierPort: {
    env: 'ACTA_NOTIFIER_PORT',
    default: '3001',
    describe: 'its port; 0 takes a free one',
    read: upTo(65_535, 'port'),
  },
  notifierUrl: {
    env: 'ACTA_NOTIFIER_URL',
    default: '',
    describe:
      'its address as those who are told reach it, for the links in messages; default: where it listens',
    read: optional((text, name) => webAddress(text, name).replace(/\/+$/, '')),
  },
  noticesDays: {
    env: 'ACTA_NOTICES_DAYS',
    default: '365',
    describe: 'days for which it keeps what was told, and what waits for whoever is paused; 0 for good',
    read: upTo(36_500, 'number of days'),
  },
};
