import { Backoff } from '../runtime/backoff.js';
import type { DebugLog } from '../runtime/debugLog.js';
import type { Environment, Timer } from '../runtime/environment.js';
import { withTimeLimit } from '../runtime/timeLimit.js';
import type { Transport, TransportEvents, TransportFactory } from './transport.js';
import type { Position, WatchReply } from '../contract/wire.js';

/** The transports and how to choose between them. */
export interface ConnectionOptions {
  /** Preferred: one connection for all streams. */
  readonly primary: TransportFactory;
  /** Used if the primary cannot connect although the server answers. */
  readonly fallback: TransportFactory;
  /** Whether the server answers plain HTTP. Never rejects. */
  readonly isServerAlive: () => Promise<boolean>;
}

/** The callbacks of a connection, including those of its transport. */
export interface ConnectionEvents extends Pick<TransportEvents, 'onFrame' | 'onUnwatched'> {
  /** A new connection is open; it has no watches yet. */
  onConnected(): void;
  /** The connection was lost, or an attempt failed. */
  onDisconnected(): void;
}

const CONNECT_MS = 10_000;
const REPLY_MS = 10_000;
/** After this long, an attempt is abandoned if a new one is likely to succeed. */
const STALE_ATTEMPT_MS = 2_000;
/** A connection that dies sooner counts as a failed attempt, so that delays keep growing in a crash loop. */
const STABLE_MS = 10_000;
const FAILURES_BEFORE_FALLBACK = 2;
/** The upper bound of the delay before the primary transport is tried again: a minute on average. */
const UPGRADE_MS = 120_000;

/** Keeps one transport connected for as long as it is open: one loop, growing delays, and a fallback. */
export class Connection {
  #transport: Transport | undefined;
  #isOpen = false;
  #attempt = 0;
  #attemptSince: number | undefined;
  #hasFailed = false;
  #blocked = 0;
  #retry: Timer;
  #stable: Timer;
  #upgrade: Timer;
  readonly #backoff: Backoff;
  readonly #upgradeBackoff: Backoff;

  constructor(
    private readonly environment: Environment,
    private readonly options: ConnectionOptions,
    private readonly events: ConnectionEvents,
    private readonly log: DebugLog,
  ) {
    this.#backoff = new Backoff(environment);
    this.#upgradeBackoff = new Backoff(environment, UPGRADE_MS, UPGRADE_MS);
  }

  /** Whether there is a connection. */
  get isConnected(): boolean {
    return this.#transport !== undefined;
  }

  /** Whether the last attempt failed, or the last connection was lost. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** The transport in use. */
  get transport(): Transport | undefined {
    return this.#transport;
  }

  /** Connects, and stays connected. */
  open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    void this.#connect();
  }

  /** Ends the connection and the loop. */
  close(): void {
    this.#isOpen = false;
    this.#hasFailed = false;
    this.#abandon();
    this.#backoff.reset();
  }

  /** Connects at once, because an attempt is likely to succeed now. */
  wake(): void {
    if (!this.#isOpen || this.#transport) return;
    if (this.#attemptSince !== undefined && this.environment.now() - this.#attemptSince < STALE_ATTEMPT_MS) return;
    this.log('connecting at once');
    void this.#connect();
  }

  /** Treats the connection as dead and opens a new one. */
  drop(reason: string): void {
    if (this.#transport) this.#lose(reason);
  }

  /**
   * Watches a stream. Without a reply in time, the connection counts as dead and is dropped.
   * @throws If the connection broke.
   */
  async watch(streamId: string, position: Position | null): Promise<WatchReply> {
    const transport = this.#transport;
    if (!transport) throw new Error('There is no connection.');
    let isLate = true;
    const reply = transport.watch(streamId, position).finally(() => {
      isLate = false;
    });
    return withTimeLimit(this.environment, reply, REPLY_MS, 'The reply to Watch').catch((failure: unknown) => {
      if (isLate && this.#transport === transport) this.drop('no reply');
      throw failure;
    });
  }

  /** Ends a watch. */
  unwatch(streamId: string): void {
    this.#transport?.unwatch(streamId);
  }

  async #connect(): Promise<void> {
    this.#abandon();
    const attempt = this.#attempt;
    this.#attemptSince = this.environment.now();
    const usesFallback = this.#blocked >= FAILURES_BEFORE_FALLBACK;
    try {
      const transport = await this.#establish(usesFallback ? this.options.fallback : this.options.primary, () => attempt === this.#attempt);
      if (transport) this.#adopt(transport);
      if (transport && usesFallback) this.#upgradeLater();
    } catch (failure) {
      if (attempt !== this.#attempt) return;
      const isBlocked = !usesFallback && (await this.options.isServerAlive());
      // Another attempt has replaced this one.
      if (attempt !== this.#attempt) return;
      if (isBlocked) this.#blocked++;
      this.#attemptSince = undefined;
      this.#fail(`cannot connect${isBlocked ? ', although the server answers' : ''}: ${String(failure)}`);
    }
  }

  /** @returns The connected transport, or undefined if it is no longer needed. */
  async #establish(factory: TransportFactory, isWanted: () => boolean): Promise<Transport | undefined> {
    const isMine = () => this.#transport === transport;
    const transport = factory({
      onFrame: (frame, arrival) => {
        if (isMine()) this.events.onFrame(frame, arrival);
      },
      onUnwatched: (streamId, reason) => {
        if (isMine()) this.events.onUnwatched(streamId, reason);
      },
      onClosed: (reason) => {
        if (isMine()) this.#lose(reason);
      },
    });
    try {
      await withTimeLimit(this.environment, transport.connect(), CONNECT_MS, `Connecting over ${transport.name}`);
    } catch (failure) {
      transport.close();
      throw failure;
    }
    if (isWanted()) return transport;
    transport.close();
    return undefined;
  }

  #adopt(transport: Transport): void {
    this.log(`connected over ${transport.name}`);
    this.#transport?.close();
    this.#transport = transport;
    this.#attemptSince = undefined;
    this.#hasFailed = false;
    if (transport.name === 'signalr') this.#blocked = 0;
    this.environment.clearTimer(this.#stable);
    this.#stable = this.environment.setTimer(() => {
      this.#backoff.reset();
    }, STABLE_MS);
    this.events.onConnected();
  }

  #upgradeLater(): void {
    this.#upgrade = this.environment.setTimer(() => {
      const attempt = this.#attempt;
      this.#establish(this.options.primary, () => attempt === this.#attempt).then(
        (transport) => {
          if (transport) this.#adopt(transport);
        },
        () => {
          if (attempt === this.#attempt) this.#upgradeLater();
        },
      );
    }, this.#upgradeBackoff.next());
  }

  #lose(reason: string): void {
    this.#abandon();
    this.#fail(`connection lost: ${reason}`);
  }

  #fail(what: string): void {
    const delay = this.#backoff.next();
    this.log(`${what}; trying again in ${Math.round(delay)} ms`);
    this.#hasFailed = true;
    this.#retry = this.environment.setTimer(() => {
      void this.#connect();
    }, delay);
    this.events.onDisconnected();
  }

  /** Abandons the connection and any attempt in progress. */
  #abandon(): void {
    this.#attempt++;
    this.#attemptSince = undefined;
    for (const timer of [this.#retry, this.#stable, this.#upgrade]) this.environment.clearTimer(timer);
    const transport = this.#transport;
    this.#transport = undefined;
    transport?.close();
  }
}
