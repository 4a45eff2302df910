import type { ActaHost } from './services.js';

const notYet = (): never => {
  throw new Error('not wired yet');
};
export const host: ActaHost = {
  open: () => Promise.reject(new Error('not wired yet')),
  doctor: notYet,
  serve: notYet,
};
