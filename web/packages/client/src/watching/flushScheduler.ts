import type { Environment, Timer } from '../runtime/environment.js';
import { guarded } from '../runtime/guarded.js';

const FRAME_MS = 16;
/** A page that is hidden after it requested a frame gets none, so flush after this time at the latest. */
const MAX_WAIT_MS = 250;

/** Batches callbacks per animation frame, or by a timer if nothing is painted. */
export class FlushScheduler {
  #waiting = new Set<() => void>();
  #round = 0;
  #timer: Timer;

  constructor(private readonly environment: Environment) {}

  /** Calls `flush` once with the next frame, however often it is requested. */
  request(flush: () => void): void {
    this.#waiting.add(flush);
    if (this.#waiting.size > 1) return;
    const round = this.#round;
    const run = () => {
      if (round === this.#round) this.#run();
    };
    const requestFrame = this.environment.isVisible() ? this.environment.requestFrame : undefined;
    requestFrame?.(run);
    this.#timer = this.environment.setTimer(run, requestFrame ? MAX_WAIT_MS : FRAME_MS);
  }

  #run(): void {
    this.#round++;
    this.environment.clearTimer(this.#timer);
    const due = this.#waiting;
    this.#waiting = new Set();
    // One that fails does not stop the others.
    for (const flush of due) guarded(flush);
  }
}
