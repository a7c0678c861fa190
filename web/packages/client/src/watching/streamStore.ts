import type { DebugLog } from '../runtime/debugLog.js';
import type { Environment, Timer } from '../runtime/environment.js';
import type { FlushScheduler } from './flushScheduler.js';
import { IDLE_STATE, nextState, type StreamNews, type StreamState, type StreamStatus } from './streamState.js';
import { StreamWatch, type WatchHost } from './streamWatch.js';

/** What a store needs of its client. */
export interface StoreHost extends WatchHost {
  /** Whether the last attempt to connect failed, or the last connection was lost. */
  readonly hasFailed: boolean;
  /** Somebody watches: a connection is needed. */
  storeOpened(store: SharedStreamStore): void;
  /** Nobody watches any more. */
  storeClosed(store: SharedStreamStore): void;
  /** There is reason to try at once. */
  wake(): void;
}

/** One stream, shared by all who watch it. Its functions need no `this`: they can be passed to `useSyncExternalStore` as they are. */
export interface StreamStore {
  readonly streamId: string;
  /**
   * Calls back after the state changed, at most once per animation frame. The first subscriber begins the watch; some seconds after the
   * last one left it ends, and the state is idle again.
   * @returns What ends the subscription; calling it again does nothing.
   */
  readonly subscribe: (listener: () => void) => () => void;
  /** The state as of the last call back; the same object until it changes. */
  readonly getSnapshot: () => StreamState;
  /** The state to render on a server: idle. */
  readonly getServerSnapshot: () => StreamState;
  /**
   * Calls back with what came in, in order and without repeats, right after the state that contains it was published. It counts as a
   * subscriber. Only what comes from now on: a store that is live already gives no snapshot.
   * @returns What ends it.
   */
  readonly onEvents: (listener: (news: StreamNews) => void) => () => void;
  /** Takes a new snapshot; also tries again after `gone` or `refused`, and at once where it is reconnecting. */
  readonly refresh: () => void;
}

/** When so many news wait, they are told without waiting for the frame: a hidden page gets none for long. */
const MAX_NEWS = 1_000;

/** The store itself, with the ends that only the client touches. */
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

  /** What follows the stream while the store is open; frames go there. */
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

  /** The connection changed in a way that the status may show. */
  readonly touch = (): void => {
    if (this.#watch) this.scheduler.request(this.#flush);
  };

  /** Ends the watch and forgets the stream, whoever still listens. */
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

/** One listener that throws shall not keep the others from hearing; its error still comes up, as an uncaught one. */
function guarded(call: () => void): void {
  try {
    call();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
