/**
 * Why a command was refused: which rule, which field if one is at fault, and a sentence that tells what was refused,
 * why, and what would be accepted. `rule` is stable and part of the interface; `message` may be reworded.
 */
export interface Refusal {
  rule: string;
  message: string;
  /** JSON Pointer (RFC 6901) into the command, for example /data/ordinal. */
  field?: string;
}

/** A command that the domain refuses. Nothing has been written. */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}

export function refusal(rule: string, message: string, field?: string): Refusal {
  return field === undefined ? { rule, message } : { rule, message, field };
}
