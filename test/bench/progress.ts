export interface Progress {
  show(text: string): void;
  clear(): void;
}

/** One line that is written over, on a terminal; nothing elsewhere. */
export function createProgress(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return { show: () => undefined, clear: () => undefined };
  const clear = (): void => void stream.write('\r\u001b[K');
  return {
    show(text) {
      clear();
      stream.write(text.slice(0, stream.columns - 1));
    },
    clear,
  };
}
