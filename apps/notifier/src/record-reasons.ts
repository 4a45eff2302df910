import type { CloudEvent } from '@acta/application';
import { type ActaClient, ApiProblem, NoAnswer } from '@acta/client';

/** Why an act was done, as the record tells anybody: the feed does not carry it. undefined: it tells none, or not now. */
export type ReasonOf = (event: Pick<CloudEvent, 'id' | 'group' | 'position'>) => Promise<string | undefined>;

/** The feed waits for the answer; without one, whoever is told finds the reason where the message links to. */
const ANSWER_MS = 3_000;

/** Asks the API, as anybody may. */
export function recordReasons(api: ActaClient): ReasonOf {
  return async ({ id, group, position }) => {
    if (group === undefined) return undefined;
    try {
      const query = {
        order: 'recording',
        axis: 'as-of',
        from: position,
        to: position,
        minPosition: position,
      } as const;
      const { data } = await api.GET('/groups/{group}/timeline', {
        params: { path: { group }, query },
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      const act = data?.value.find((item) => 'id' in item && item.id === id);
      return act !== undefined && 'reason' in act ? act.reason : undefined;
    } catch (error) {
      if (error instanceof NoAnswer || error instanceof ApiProblem) return undefined;
      throw error;
    }
  };
}
