/** What is wrong in a body, and where (RFC 6901). */
export interface Fault {
  pointer: string;
  message: string;
}

/** A request that is not carried out, as it is told (RFC 9457). */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** @param type the last part of the problem's type */
  constructor(
    readonly status: number,
    readonly type: string,
    detail: string,
    readonly faults: readonly Fault[] = [],
  ) {
    super(detail);
  }
}
