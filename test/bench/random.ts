/** Deterministic chance: the same seed gives the same sequence on every machine. */
export interface Random {
  /** 32 random bits. */
  bits(): number;
  /** A whole number from 0, less than `limit`. */
  below(limit: number): number;
  pick<T>(choices: readonly T[]): T;
  /** That many bytes, in base64url. */
  base64url(bytes: number): string;
  /** A UUIDv7 of this millisecond. */
  uuid(milliseconds: number): string;
}

/** Marsaglia's xorshift with 128 bits of state, seeded from text (FNV-1a). */
export function randomFrom(seed: string): Random {
  let [x, y, z, w] = [hash(`${seed}/x`), hash(`${seed}/y`), hash(`${seed}/z`), hash(`${seed}/w`) | 1];

  function bits(): number {
    const t = x ^ (x << 11);
    [x, y, z] = [y, z, w];
    w = (w ^ (w >>> 19) ^ t ^ (t >>> 8)) >>> 0;
    return w;
  }

  const below = (limit: number): number => Math.floor((bits() / 2 ** 32) * limit);
  return {
    bits,
    below,
    pick: <T>(choices: readonly T[]): T => choices[below(choices.length)] as T,
    base64url(bytes) {
      const buffer = Buffer.alloc(Math.ceil(bytes / 4) * 4);
      for (let i = 0; i < buffer.length; i += 4) buffer.writeUInt32LE(bits(), i);
      return buffer.toString('base64url', 0, bytes);
    },
    uuid(milliseconds) {
      const time = milliseconds.toString(16).padStart(12, '0');
      const [a, b] = [bits(), bits()].map((each) => each.toString(16).padStart(8, '0')) as [string, string];
      const variant = (8 + below(4)).toString(16);
      return `${time.slice(0, 8)}-${time.slice(8)}-7${a.slice(0, 3)}-${variant}${a.slice(3, 6)}-${a.slice(4)}${b}`;
    },
  };
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return value >>> 0;
}
