import type { Answer, StepAsk, StepView } from '@acta/application';
import type { ActaClient } from '@acta/client';
import { defined } from './defined.js';
import { languageOf, pointOf, told } from './remote-answer.js';

/** One step of a replay, over HTTP. */
export async function stepOf(
  client: ActaClient,
  { group, position, when, direction: _direction, ...selection }: Omit<StepAsk, 'language'>,
  language: string | undefined,
): Promise<Answer<StepView>> {
  const { data } = await client.GET('/groups/{group}/replay/{position}', {
    params: {
      path: { group, position: String(position) },
      query: defined({ ...when, ...selection, language: languageOf(language) }),
    },
  });
  const { basis, value } = told(data);
  return { point: pointOf(basis), value: value as unknown as StepView };
}
