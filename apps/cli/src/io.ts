/** The terminal, as the program sees it: what tests replace. */
export interface Io {
  /** Resolves once the bytes are taken, so that a slow reader is waited for. */
  out(chunk: string | Uint8Array): Promise<void>;
  err(text: string): void;
  /** Standard input, whole, as strict UTF-8. @throws TypeError on bytes that are not */
  input(): Promise<string>;
  /** The next line that a person enters; undefined at the end of input. */
  line(): Promise<string | undefined>;
  /** Given once the person wants an end (Ctrl-C, SIGTERM): asked for by what does not end by itself. */
  interrupted(): AbortSignal;
  terminal: { in: boolean; out: boolean; err: boolean };
  env: Readonly<Record<string, string | undefined>>;
}
