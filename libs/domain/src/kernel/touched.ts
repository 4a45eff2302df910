/** Something with the revision of the stream's event that touched it last: what its ETag is made of. */
export interface Touched {
  revision: number;
}

/** Notes that an act touches it. An act that takes effect early may have been recorded late: the newest recording counts. */
export function touch(touched: Touched, { revision }: Touched): void {
  touched.revision = Math.max(touched.revision, revision);
}
