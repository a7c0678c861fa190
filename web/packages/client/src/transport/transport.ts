import type { Frame, Position, Problem, Report, ReportAck, UnwatchReason, WatchReply } from '../contract/wire.js';

/** Whether an event happens now, or happened while nobody watched and is being caught up on. */
export type Arrival = 'live' | 'replay';

/** What a transport tells. It tells nothing after it was closed. */
export interface TransportEvents {
  /** A frame came; the frame rule sorts out where it belongs. */
  onFrame(frame: Frame, arrival: Arrival): void;
  /** The server ended a watch for good. */
  onUnwatched(streamId: string, reason: UnwatchReason): void;
  /** The connection is gone, and with it every watch. Comes at most once, and only after `connect` succeeded. */
  onClosed(reason: string): void;
}

/** One connection to the server. It connects once; after it closed, a new one is made. */
export interface Transport {
  /** What carries it, for the log. */
  readonly name: 'signalr' | 'sse';
  /** @throws Where no connection can be made; then the transport is of no further use. */
  connect(): Promise<void>;
  /** Ends it, without a word to `onClosed`. */
  close(): void;
  /**
   * Watches a stream from a position, or from how it stands.
   * @throws Where the connection broke; a refusal by the server is an answer.
   */
  watch(streamId: string, position: Position | null): Promise<WatchReply>;
  /** Ends a watch; does nothing where there is none. */
  unwatch(streamId: string): void;
  /**
   * Reports once, without a second try.
   * @throws Where the connection broke: the reports may or may not have been recorded.
   */
  report(streamId: string, reports: readonly Report[]): Promise<ReportAck | { readonly problem: Problem }>;
}

/** Makes a transport that tells its news to `events`. */
export type TransportFactory = (events: TransportEvents) => Transport;
