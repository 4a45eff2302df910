/** Choices out of numbers that fast-check drew; smaller numbers make simpler choices, so that plans shrink. */
export class Dice {
  #thrown = 0;

  constructor(private readonly rolls: readonly number[]) {}

  /** A number from 0, less than `sides`. */
  below(sides: number): number {
    const roll = this.rolls[this.#thrown++ % this.rolls.length] ?? 0;
    return roll % sides;
  }

  /** True once in so many throws. */
  once(inThrows: number): boolean {
    return this.below(inThrows) === inThrows - 1;
  }

  /** One of these; undefined where there is none. */
  pick<T>(choices: readonly T[]): T | undefined {
    return choices.length === 0 ? undefined : choices[this.below(choices.length)];
  }

  /** One of these, of which there is at least one. */
  one<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.below(choices.length)] ?? choices[0];
  }
}
