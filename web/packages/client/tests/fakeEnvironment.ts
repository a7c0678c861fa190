import type { Environment } from '../src/runtime/environment.js';

interface FakeTimer {
  readonly due: number;
  readonly callback: () => void;
}

/** A fake environment: timers, events and requests are under the control of the test. */
export class FakeEnvironment implements Environment {
  visible = true;
  online = true;
  randomness = () => 1 - Number.EPSILON;
  readonly lines: string[] = [];
  readonly requests: { readonly url: string; readonly init: RequestInit }[] = [];
  respond: (url: string, init: RequestInit) => Promise<Response> | Response = () => Promise.reject(new TypeError('no network'));
  requestFrame: ((callback: () => void) => unknown) | undefined = (callback) => this.#frames.push(callback);
  #now = Date.parse('2026-11-22T12:00:00Z');
  #ids = 0;
  #frames: (() => void)[] = [];
  readonly #timers = new Set<FakeTimer>();
  readonly #wake = new Set<() => void>();
  readonly #offline = new Set<() => void>();
  readonly #hide = new Set<() => void>();

  now = () => this.#now;
  random = () => this.randomness();
  randomId = () => `id-${++this.#ids}`;
  isVisible = () => this.visible;
  isOnline = () => this.online;

  fetch = async (url: string, init: RequestInit = {}): Promise<Response> => {
    this.requests.push({ url, init });
    const aborted = new Promise<never>((_, reject) => {
      init.signal?.addEventListener('abort', () => {
        reject(init.signal?.reason as Error);
      });
    });
    return Promise.race([this.respond(url, init), aborted]);
  };

  log = (line: string) => {
    this.lines.push(line);
  };

  setTimer = (callback: () => void, ms: number): FakeTimer => {
    const timer = { due: this.#now + ms, callback };
    this.#timers.add(timer);
    return timer;
  };

  clearTimer = (timer: unknown) => {
    this.#timers.delete(timer as FakeTimer);
  };

  onWake = (callback: () => void) => listen(this.#wake, callback);
  onOffline = (callback: () => void) => listen(this.#offline, callback);
  onHide = (callback: () => void) => listen(this.#hide, callback);

  get timers(): number {
    return this.#timers.size;
  }

  get wakeListeners(): number {
    return this.#wake.size;
  }

  get hideListeners(): number {
    return this.#hide.size;
  }

  /** Simulates that the browser hides the page, and may discard it. */
  hide(): void {
    for (const callback of [...this.#hide]) callback();
  }

  wake(): void {
    for (const callback of [...this.#wake]) callback();
  }

  goOffline(): void {
    this.online = false;
    for (const callback of [...this.#offline]) callback();
  }

  /** Runs everything that is ready. */
  async settle(): Promise<void> {
    for (let i = 0; i < 4; i++) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Advances time: timers run when they are due, in order. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.settle();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.due);
      next.callback();
      await this.settle();
    }
    this.#now = end;
  }

  /** Simulates a repaint: frame callbacks run. */
  async paint(): Promise<void> {
    await this.settle();
    const frames = this.#frames;
    this.#frames = [];
    for (const frame of frames) frame();
    await this.settle();
  }

  #next(end: number): FakeTimer | undefined {
    return [...this.#timers].filter((timer) => timer.due <= end).sort((a, b) => a.due - b.due)[0];
  }
}

function listen(set: Set<() => void>, callback: () => void): () => void {
  set.add(callback);
  return () => set.delete(callback);
}
