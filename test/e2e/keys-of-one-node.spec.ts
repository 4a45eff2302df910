import { examine, openActa } from '@acta/runtime';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { importSample } from '../support/sample.js';
import { type Temporary, temporaryFolder } from '../support/temporary.js';

let temporary: Temporary;

beforeEach(async () => {
  temporary = temporaryFolder();
  const acta = await openActa(temporary.config, { mode: 'write' });
  await importSample(acta);
  await acta.vault.keyFor('00000000-0000-4000-8000-00000000000a');
  await acta.close();
});
afterEach(() => temporary.remove());

it('keys in a file are told of by the doctor where other nodes may write to the same store', async () => {
  const { config } = temporary;
  const keysOf = async (changed: typeof config): Promise<string> =>
    (await examine(changed)).find(({ name }) => name === 'keys')?.detail ?? '';
  expect(await keysOf({ ...config, store: undefined })).not.toMatch(/second node/);
  expect(await keysOf({ ...config, store: 'esdb://127.0.0.1:9?tls=false' })).toMatch(
    /of this node alone.*ACTA_KEYS=postgres/,
  );
});
