/** A number in [0, 1); injected, so that tests repeat. */
export type RandomUnit = () => number;

export interface BackoffPolicy {
  /** Milliseconds before the first new try. */
  first: number;
  /** The longest wait in milliseconds. */
  longest: number;
}

export const defaultBackoff: BackoffPolicy = { first: 100, longest: 5_000 };

/**
 * Doubles from `first` to `longest`; half of each wait is random, so that hundreds of phones that
 * lost the same server do not come back in one moment.
 */
export class Backoff {
  #tries = 0;
  readonly #policy: BackoffPolicy;
  readonly #random: RandomUnit;

  constructor(policy: BackoffPolicy, random: RandomUnit) {
    this.#policy = policy;
    this.#random = random;
  }

  /** The next wait: in [full / 2, full), full = min(longest, first * 2^tries). */
  next(): number {
    const full = Math.min(this.#policy.longest, this.#policy.first * 2 ** Math.min(this.#tries, 30));
    this.#tries += 1;
    return full / 2 + (full / 2) * this.#random();
  }

  reset(): void {
    this.#tries = 0;
  }
}
