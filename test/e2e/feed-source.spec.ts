import { type CloudEvent, type FeedSource, cloudEventText } from '@acta/application';
import type { Acta } from '@acta/runtime';
import { openSseFeed } from '@acta/sse';
import { type OpenFeed, feedSourceContract } from '@acta/testing';
import { anonymousFeed, contribution, establish, recorderOn } from '../support/feed-record.js';
import { ServedRecord } from '../support/served.js';

feedSourceContract('the feed of an API', openServed, 3_000);

async function openServed(): Promise<OpenFeed> {
  const record = await ServedRecord.open({}, { sample: false });
  const { acta, url } = record;
  const give = recorderOn(acta);
  await establish(give, ['AA']);
  const source = (api = url): FeedSource => openSseFeed({ api });
  return {
    start: acta.journal.head().position,
    source: () => source(),
    async give(count) {
      for (let more = 0; more < count; more++) await give(contribution('AA'));
      return eventsOf(acta).slice(-count);
    },
    away: () => source('http://127.0.0.1:9'),
    refused: () => source(`${url}/groups`),
    dispose: () => record.close(),
  };
}

/** What anybody may see, as it is delivered. */
function eventsOf(acta: Acta): CloudEvent[] {
  let previous = 0;
  return anonymousFeed(acta).map(({ position, common }) => {
    const text = cloudEventText(common, { previous, replay: false });
    previous = position;
    return JSON.parse(text) as CloudEvent;
  });
}
