import type { Frame, Position, Report, ReportReply, UnwatchReason, WatchReply } from '../contract/wire.js';

/** Whether an event is live, or is replayed because it happened while this client was away. */
export type Arrival = 'live' | 'replay';

/** The callbacks of a transport. None is called after it was closed. */
export interface TransportEvents {
  /** A frame arrived; the frame rule decides whether it applies. */
  onFrame(frame: Frame, arrival: Arrival): void;
  /** The server ended a watch. */
  onUnwatched(streamId: string, reason: UnwatchReason): void;
  /** The connection was lost, and with it every watch. Called at most once, and only after `connect` succeeded. */
  onClosed(reason: string): void;
}

/** One connection to the server. It connects once; a closed one is replaced. */
export interface Transport {
  /** The protocol, for the log. */
  readonly name: 'signalr' | 'sse';
  /** @throws If no connection can be made; the transport is then unusable. */
  connect(): Promise<void>;
  /** Closes the connection without calling `onClosed`. */
  close(): void;
  /**
   * Watches a stream from a position, or from its current state if the position is null.
   * @throws If the connection broke. A refusal is a reply, not an error.
   */
  watch(streamId: string, position: Position | null): Promise<WatchReply>;
  /** Ends a watch; does nothing if there is none. */
  unwatch(streamId: string): void;
  /**
   * Reports once, without a retry.
   * @throws If the connection broke: the reports may or may not have been recorded.
   */
  report(streamId: string, reports: readonly Report[]): Promise<ReportReply>;
}

/** Creates a transport that reports to `events`. */
export type TransportFactory = (events: TransportEvents) => Transport;
