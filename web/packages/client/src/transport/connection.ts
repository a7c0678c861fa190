import { Backoff } from '../runtime/backoff.js';
import type { DebugLog } from '../runtime/debugLog.js';
import type { Environment, Timer } from '../runtime/environment.js';
import { withTimeLimit } from '../runtime/timeLimit.js';
import type { Transport, TransportEvents, TransportFactory } from './transport.js';
import type { Position, WatchReply } from '../contract/wire.js';

/** How to connect. */
export interface ConnectionOptions {
  /** Preferred: one connection for all streams. */
  readonly primary: TransportFactory;
  /** Taken where the primary cannot be had though the server is there. */
  readonly fallback: TransportFactory;
  /** Whether the server answers at all. Never rejects. */
  readonly isServerAlive: () => Promise<boolean>;
}

/** What the connection tells, besides what its transport tells. */
export interface ConnectionEvents extends Pick<TransportEvents, 'onFrame' | 'onUnwatched'> {
  /** There is a new connection, which knows of no watch yet. */
  onConnected(): void;
  /** There is none, or it is clear why. */
  onDisconnected(): void;
}

const CONNECT_MS = 10_000;
const REPLY_MS = 10_000;
/** An attempt that has been under way for so long is given up when there is reason to hope for a new one. */
const STALE_ATTEMPT_MS = 2_000;
/** A connection that lived for so long was a success; one that dies sooner counts as a failure, so that a crash loop is met with patience. */
const STABLE_MS = 10_000;
const FAILURES_BEFORE_FALLBACK = 2;
const PRIMARY_RETRY_MS = 60_000;

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

  constructor(
    private readonly environment: Environment,
    private readonly options: ConnectionOptions,
    private readonly events: ConnectionEvents,
    private readonly log: DebugLog,
  ) {
    this.#backoff = new Backoff(environment);
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

  /** There is reason to think that it works now: tries at once. */
  wake(): void {
    if (!this.#isOpen || this.#transport) return;
    if (this.#attemptSince !== undefined && this.environment.now() - this.#attemptSince < STALE_ATTEMPT_MS) return;
    this.log('trying at once');
    void this.#connect();
  }

  /** Gives the connection up for dead and makes a new one. */
  drop(reason: string): void {
    if (this.#transport) this.#lose(reason);
  }

  /**
   * Watches a stream. Where no answer comes in time, the connection is dead and is dropped.
   * @throws Where the connection broke.
   */
  async watch(streamId: string, position: Position | null): Promise<WatchReply> {
    const transport = this.#transport;
    if (!transport) throw new Error('There is no connection.');
    let isLate = true;
    const reply = transport.watch(streamId, position).finally(() => {
      isLate = false;
    });
    return withTimeLimit(this.environment, reply, REPLY_MS, 'The answer to Watch').catch((failure: unknown) => {
      if (isLate && this.#transport === transport) this.drop('no answer');
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
      // Not the attempt any more: something better came up in the meantime.
      if (attempt !== this.#attempt) return;
      if (isBlocked) this.#blocked++;
      this.#attemptSince = undefined;
      this.#fail(`no connection${isBlocked ? ', though the server is there' : ''}: ${String(failure)}`);
    }
  }

  /** @returns The connected transport, or undefined where nobody wants it any more. */
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
      await withTimeLimit(this.environment, transport.connect(), CONNECT_MS, `Connecting by ${transport.name}`);
    } catch (failure) {
      transport.close();
      throw failure;
    }
    if (isWanted()) return transport;
    transport.close();
    return undefined;
  }

  #adopt(transport: Transport): void {
    this.log(`connected by ${transport.name}`);
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
    }, PRIMARY_RETRY_MS);
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

  /** Forgets the connection and whatever is under way for a new one. */
  #abandon(): void {
    this.#attempt++;
    this.#attemptSince = undefined;
    for (const timer of [this.#retry, this.#stable, this.#upgrade]) this.environment.clearTimer(timer);
    const transport = this.#transport;
    this.#transport = undefined;
    transport?.close();
  }
}
