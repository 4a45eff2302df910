/** Looks for what a document must not hold: the hook for a virus scanner. */
export interface DocumentScanner {
  /** Begins with one document. */
  begin(): Scan;
}

/** One document being scanned as it arrives. */
export interface Scan {
  take(bytes: Uint8Array): Promise<void>;
  /** What was found, in words; undefined where nothing was. @throws where it cannot be told: the document is not taken */
  end(): Promise<string | undefined>;
}
