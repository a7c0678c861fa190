import type { Environment } from './environment.js';

/** Growing delays: exponential with full jitter, so that clients of a failed server do not all return at once. */
export class Backoff {
  #failures = 0;

  /**
   * @param environment - The source of randomness.
   * @param baseMs - The upper bound of the first delay.
   * @param maxMs - The upper bound of every delay.
   */
  constructor(
    private readonly environment: Pick<Environment, 'random'>,
    private readonly baseMs = 500,
    private readonly maxMs = 15_000,
  ) {}

  /** The next delay in milliseconds: from 0 to the bound, which doubles each time. */
  next(): number {
    const bound = Math.min(this.maxMs, this.baseMs * 2 ** Math.min(this.#failures, 30));
    this.#failures++;
    return this.environment.random() * bound;
  }

  /** Starts over after a success: the next delay is short. */
  reset(): void {
    this.#failures = 0;
  }
}
