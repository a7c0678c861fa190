import type { DebugLog } from '../runtime/debugLog.js';
import type { Environment, Timer } from '../runtime/environment.js';
import { guarded } from '../runtime/guarded.js';
import type { FlushScheduler } from './flushScheduler.js';
import { IDLE_STATE, nextState, type StreamNews, type StreamState, type StreamStatus } from './streamState.js';
import { StreamWatch, type WatchHost } from './streamWatch.js';

/** What a store needs from its client. */
export interface StoreHost extends WatchHost {
  /** Whether the last attempt to connect failed, or the last connection was lost. */
  readonly hasFailed: boolean;
  /** The store has subscribers: it needs a connection. */
  storeOpened(store: SharedStreamStore): void;
  /** The store has no subscribers left. */
  storeClosed(store: SharedStreamStore): void;
  /** Retries at once. */
  wake(): void;
}

/** One stream, shared by all its subscribers. Its functions do not use `this`, so they can be passed to `useSyncExternalStore` directly. */
export interface StreamStore {
  readonly streamId: string;
  /**
   * Calls back after the state changes, at most once per animation frame. The first subscriber starts the watch. It ends `lingerMs` after the
   * last one unsubscribed, and the state is idle again.
   * @returns A function that unsubscribes; further calls do nothing.
   */
  readonly subscribe: (listener: () => void) => () => void;
  /** The state as of the last callback; the same object until it changes. */
  readonly getSnapshot: () => StreamState;
  /** The state for server-side rendering: idle. */
  readonly getServerSnapshot: () => StreamState;
  /**
   * Calls back with new events and snapshots, in order and without repeats, right after the state that contains them. Counts as a
   * subscriber. A late listener gets no earlier news, and no snapshot if the store is already live.
   * @returns A function that unsubscribes.
   */
  readonly onEvents: (listener: (news: StreamNews) => void) => () => void;
  /** Fetches a new snapshot. Also retries after `gone` or `refused`, and at once while reconnecting. */
  readonly refresh: () => void;
}

/** With this much pending news, listeners are called without waiting for an animation frame, because a hidden page may not get one for a long time. */
const MAX_NEWS = 1_000;

/** The store, including the members that only the client uses. */
export class SharedStreamStore implements StreamStore {
  #state = IDLE_STATE;
  #watch: StreamWatch | undefined;
  #news: StreamNews[] = [];
  #lastEventAt: number | undefined;
  #linger: Timer;
  readonly #listeners = new Set<{ readonly call: () => void }>();
  readonly #newsListeners = new Set<{ readonly call: (news: StreamNews) => void }>();

  constructor(
    private readonly environment: Environment,
    private readonly host: StoreHost,
    readonly streamId: string,
    private readonly lingerMs: number,
    private readonly scheduler: FlushScheduler,
    private readonly log: DebugLog,
  ) {}

  /** The watch that follows the stream while the store is open. */
  get watch(): StreamWatch | undefined {
    return this.#watch;
  }

  readonly subscribe = (listener: () => void): (() => void) => this.#join(this.#listeners, listener);

  readonly onEvents = (listener: (news: StreamNews) => void): (() => void) => this.#join(this.#newsListeners, listener);

  readonly getSnapshot = (): StreamState => this.#state;

  readonly getServerSnapshot = (): StreamState => IDLE_STATE;

  readonly refresh = (): void => {
    this.#watch?.again('snapshot');
    this.host.wake();
  };

  /** The connection changed: the status may have changed too. */
  readonly touch = (): void => {
    if (this.#watch) this.scheduler.request(this.#flush);
  };

  /** Ends the watch and clears the state, even if there are listeners. */
  close(): void {
    if (!this.#watch) return;
    this.environment.clearTimer(this.#linger);
    this.#watch.stop();
    this.#watch = undefined;
    this.#news = [];
    this.#lastEventAt = undefined;
    this.log(`${this.streamId}: closed`);
    this.host.storeClosed(this);
    this.#flush();
  }

  #join<T>(set: Set<{ readonly call: T }>, call: T): () => void {
    const entry = { call };
    set.add(entry);
    this.environment.clearTimer(this.#linger);
    this.#open();
    return () => {
      if (!set.delete(entry) || this.#listeners.size + this.#newsListeners.size > 0) return;
      this.#linger = this.environment.setTimer(() => {
        this.close();
      }, this.lingerMs);
    };
  }

  #open(): void {
    if (this.#watch) return;
    this.#watch = new StreamWatch(this.environment, this.host, this.streamId, this.#changed, this.log);
    this.host.storeOpened(this);
    this.#watch.again('again');
    this.touch();
  }

  readonly #changed = (news?: StreamNews): void => {
    if (news) {
      this.#lastEventAt = this.environment.now();
      if (this.#newsListeners.size > 0) this.#news.push(news);
    }
    if (this.#news.length >= MAX_NEWS) this.#flush();
    else this.touch();
  };

  readonly #flush = (): void => {
    const before = this.#state;
    const watch = this.#watch;
    this.#state = watch ? nextState(before, watch.view, this.#status(watch), watch.error, this.#lastEventAt) : IDLE_STATE;
    const news = this.#news;
    this.#news = [];
    // A listener that throws does not stop the others.
    if (this.#state !== before) {
      for (const listener of [...this.#listeners]) guarded(listener.call);
    }
    for (const each of news) {
      for (const listener of [...this.#newsListeners]) {
        guarded(() => {
          listener.call(each);
        });
      }
    }
  };

  #status(watch: StreamWatch): StreamStatus {
    if (watch.phase === 'gone' || watch.phase === 'refused') return watch.phase;
    if (watch.phase === 'established') return 'live';
    if (!this.environment.isOnline()) return 'offline';
    return this.host.hasFailed || watch.view ? 'reconnecting' : 'connecting';
  }
}
