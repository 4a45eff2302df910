import { fileURLToPath } from 'node:url';

/** Root folder of the checkout, without a slash at its end. These files run from test/dist/architecture. */
export const repository = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');
