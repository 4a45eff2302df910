import type { CloudEvent } from '@acta/application';
import type { ActaClient } from '@acta/client';

/** What the record tells anybody of an act beside the feed: why it was done; or that it is not for everybody any more. */
export type ActInRecord = { reason?: string } | 'gone';

export type AskAct = (event: Pick<CloudEvent, 'id' | 'group' | 'position'>) => Promise<ActInRecord>;

/** The feed waits for the answer; without one, whoever is told finds the reason where the message links to. */
const ANSWER_MS = 3_000;

/** Asks the API, as anybody may. Whatever stands in the way, the act is told. */
export function recordReasons(api: ActaClient): AskAct {
  return async ({ id, group, position }) => {
    if (group === undefined) return {};
    const act = { order: 'recording', axis: 'as-of', from: position, to: position } as const;
    try {
      const { data } = await api.GET('/groups/{group}/timeline', {
        params: { path: { group }, query: { ...act, minPosition: position } },
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      if (data === undefined) return {};
      const found = data.value.find((item) => 'id' in item && item.id === id);
      if (found === undefined) return 'gone';
      return 'reason' in found ? { reason: found.reason } : {};
    } catch {
      return {};
    }
  };
}
