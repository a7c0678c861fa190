import type { IHubProtocol } from '@microsoft/signalr';

import { createProgressBroadcaster, type BroadcasterOptions, type ProgressBroadcaster } from './reporting/progressBroadcaster.js';
import { Connection } from './transport/connection.js';
import { createDebugLog } from './runtime/debugLog.js';
import { defaultEnvironment, type Environment } from './runtime/environment.js';
import { FlushScheduler } from './watching/flushScheduler.js';
import { StreamsError } from './problems/problem.js';
import type { Report, ReportAck } from './contract/wire.js';
import { serverUrl } from './http/serverUrl.js';
import { SignalRTransport } from './transport/signalRTransport.js';
import { isServerAlive, SseTransport } from './transport/sseTransport.js';
import { SharedStreamStore, type StoreHost, type StreamStore } from './watching/streamStore.js';
import type { TransportFactory } from './transport/transport.js';

/** Options of a client; all have defaults. */
export interface StreamsClientOptions {
  /** The server's address. Default: the page's origin. */
  readonly url?: string | undefined;
  /** Logs to the console, prefixed `[useStreamProgress]`. Default false. */
  readonly debug?: boolean | undefined;
  /** How long a store stays open after its last subscriber unsubscribed, in milliseconds. Default 5,000. */
  readonly lingerMs?: number | undefined;
  /** The maximum number of streams to watch at once if WebSockets are blocked. Default 4: browsers allow six HTTP/1.1 connections per host. */
  readonly maxSseStreams?: number | undefined;
  /**
   * The encoding of hub messages. Default: JSON. The server also knows MessagePack, which is smaller:
   * `new MessagePackHubProtocol()` of `@microsoft/signalr-protocol-msgpack`.
   */
  readonly hubProtocol?: IHubProtocol | undefined;
  /** Replaces clock, timers, randomness, network and page; for tests. */
  readonly environment?: Environment | undefined;
  /** The transports; for tests. */
  readonly transports?: { readonly primary: TransportFactory; readonly fallback: TransportFactory } | undefined;
}

/** Watches streams over one connection, which is open while any store is. */
export interface StreamsClient {
  /** The server's address, without a slash at the end. */
  readonly url: string;
  /** The store of a stream: always the same object for the same id. Costs nothing until it has a subscriber. */
  store(streamId: string): StreamStore;
  /**
   * Reports once over the watching connection, without a retry. Agents should use a broadcaster instead.
   * @throws StreamsError with the server's problem; another Error if there is no connection or it broke.
   */
  report(streamId: string, reports: readonly Report[]): Promise<ReportAck>;
  /** Creates a broadcaster for the same server; the caller disposes it. */
  broadcaster(streamId: string, options?: Omit<BroadcasterOptions, 'url'>): ProgressBroadcaster;
  /** Closes every store and the connection. A later subscription opens them again. */
  close(): void;
}

/** A connection is tested only after this much silence. */
const QUIET_MS = 15_000;

/**
 * Creates a client. It opens no connection until a store has a subscriber.
 * @throws TypeError if there is neither `url` nor a page.
 */
export function createStreamsClient(options: StreamsClientOptions = {}): StreamsClient {
  return new SharedStreamsClient(options);
}

class SharedStreamsClient implements StreamsClient, StoreHost {
  readonly url: string;
  readonly #environment: Environment;
  readonly #connection: Connection;
  readonly #scheduler: FlushScheduler;
  // Entries are never removed, so that a store's identity is stable; a closed store holds no data.
  readonly #stores = new Map<string, SharedStreamStore>();
  readonly #open = new Set<SharedStreamStore>();
  readonly #log;
  #lastMessageAt = 0;
  #stopListening: readonly (() => void)[] = [];

  constructor(private readonly options: StreamsClientOptions) {
    const environment = (this.#environment = options.environment ?? defaultEnvironment());
    const url = (this.url = serverUrl(options.url));
    this.#log = createDebugLog(environment, '[useStreamProgress]', options.debug);
    this.#scheduler = new FlushScheduler(environment);
    const transports = options.transports ?? {
      primary: (events) => new SignalRTransport(url, events, options.hubProtocol),
      fallback: (events) => new SseTransport(environment, url, events, options.maxSseStreams ?? 4),
    };
    this.#connection = new Connection(
      environment,
      { ...transports, isServerAlive: () => isServerAlive(environment, url) },
      {
        onConnected: () => {
          this.#lastMessageAt = environment.now();
          for (const store of this.#open) store.watch?.connected();
        },
        onDisconnected: () => {
          for (const store of this.#open) store.watch?.disconnected();
        },
        onFrame: (frame, arrival) => {
          this.#lastMessageAt = environment.now();
          this.#stores.get(frame.stream_id)?.watch?.frame(frame, arrival);
        },
        onUnwatched: (streamId, reason) => this.#stores.get(streamId)?.watch?.unwatched(reason),
      },
      this.#log,
    );
  }

  get isConnected(): boolean {
    return this.#connection.isConnected;
  }

  get hasFailed(): boolean {
    return this.#connection.hasFailed;
  }

  readonly store = (streamId: string): StreamStore => {
    let store = this.#stores.get(streamId);
    if (!store) {
      store = new SharedStreamStore(this.#environment, this, streamId, this.options.lingerMs ?? 5_000, this.#scheduler, this.#log);
      this.#stores.set(streamId, store);
    }
    return store;
  };

  readonly report = async (streamId: string, reports: readonly Report[]): Promise<ReportAck> => {
    const transport = this.#connection.transport;
    if (!transport) throw new Error('There is no connection. Subscribe to a store first, or use a broadcaster.');
    const reply = await transport.report(streamId, reports);
    if ('problem' in reply) throw new StreamsError(reply.problem);
    return reply;
  };

  readonly broadcaster = (streamId: string, options: Omit<BroadcasterOptions, 'url'> = {}): ProgressBroadcaster =>
    createProgressBroadcaster(streamId, { environment: this.#environment, debug: this.options.debug, ...options, url: this.url });

  readonly close = (): void => {
    for (const store of [...this.#open]) store.close();
  };

  async watch(...[streamId, position]: Parameters<StoreHost['watch']>): ReturnType<StoreHost['watch']> {
    const reply = await this.#connection.watch(streamId, position);
    this.#lastMessageAt = this.#environment.now();
    return reply;
  }

  storeOpened(store: SharedStreamStore): void {
    this.#open.add(store);
    if (this.#open.size > 1) return;
    const whenOffline = () => {
      // A dead connection would go unnoticed for half a minute; a live one is soon restored.
      this.#connection.drop('the browser is offline');
      for (const each of this.#open) each.touch();
    };
    this.#stopListening = [this.#environment.onWake(this.wake), this.#environment.onOffline(whenOffline)];
    this.#connection.open();
  }

  storeClosed(store: SharedStreamStore): void {
    this.#open.delete(store);
    this.#connection.unwatch(store.streamId);
    if (this.#open.size > 0) return;
    for (const stop of this.#stopListening) stop();
    this.#connection.close();
  }

  /** Online, visible or resumed: connects at once. A quiet connection is tested, because a frozen page may have lost it unnoticed. */
  readonly wake = (): void => {
    this.#connection.wake();
    if (this.#connection.isConnected && this.#environment.now() - this.#lastMessageAt >= QUIET_MS) {
      const probe = [...this.#open].find((store) => store.watch?.phase === 'established');
      probe?.watch?.again('again');
    }
    for (const store of this.#open) store.touch();
  };
}
