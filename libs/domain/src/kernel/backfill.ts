/** Facts taken over from elsewhere, with a source that says so. */
export function isBackfill(act: { metadata: { backfill?: true; provenance?: object } }): boolean {
  return act.metadata.backfill === true && act.metadata.provenance !== undefined;
}
