import type { Environment } from './environment.js';

/** Delays that grow: exponential with full jitter, so that clients that lost one server do not come back all at once. */
export class Backoff {
  #failures = 0;

  /**
   * @param environment - Where the randomness comes from.
   * @param baseMs - The most that the first delay can be.
   * @param maxMs - The most that any delay can be.
   */
  constructor(
    private readonly environment: Pick<Environment, 'random'>,
    private readonly baseMs = 500,
    private readonly maxMs = 15_000,
  ) {}

  /** How many delays were taken since the last {@link reset}. */
  get failures(): number {
    return this.#failures;
  }

  /** The next delay in milliseconds: from 0 to the bound, which doubles each time. */
  next(): number {
    const bound = Math.min(this.maxMs, this.baseMs * 2 ** Math.min(this.#failures, 30));
    this.#failures++;
    return this.environment.random() * bound;
  }

  /** It worked: the next delay is short again. */
  reset(): void {
    this.#failures = 0;
  }
}
