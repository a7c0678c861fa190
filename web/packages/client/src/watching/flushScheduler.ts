import type { Environment, Timer } from '../runtime/environment.js';

const FRAME_MS = 16;
/** A page that is hidden after it asked for a frame gets none; then this is the latest. */
const LATEST_MS = 250;

/** Gathers what changed and tells it once per animation frame; by a timer where nothing is painted. */
export class FlushScheduler {
  #waiting = new Set<() => void>();
  #round = 0;
  #timer: Timer;

  constructor(private readonly environment: Environment) {}

  /** Calls `flush` with the next frame, once however often it is asked for. */
  request(flush: () => void): void {
    this.#waiting.add(flush);
    if (this.#waiting.size > 1) return;
    const round = this.#round;
    const run = () => {
      if (round === this.#round) this.#run();
    };
    const requestFrame = this.environment.isVisible() ? this.environment.requestFrame : undefined;
    requestFrame?.(run);
    this.#timer = this.environment.setTimer(run, requestFrame ? LATEST_MS : FRAME_MS);
  }

  #run(): void {
    this.#round++;
    this.environment.clearTimer(this.#timer);
    const due = this.#waiting;
    this.#waiting = new Set();
    for (const flush of due) flush();
  }
}
