// Whether what serves at this address is well; for images that have no curl: node health.mjs http://127.0.0.1:3000/health
const [address = 'http://127.0.0.1:3000/health'] = process.argv.slice(2);
const answer = await fetch(address, { signal: AbortSignal.timeout(4_000) }).catch(({ cause }) => cause);
if (!answer?.ok) {
  console.error(`${address}: ${answer?.status ?? answer?.message ?? 'no answer'}`);
  process.exitCode = 1;
}
