import { HttpTransportType, HubConnection, HubConnectionBuilder, JsonHubProtocol, LogLevel, type IHubProtocol } from '@microsoft/signalr';

import type { Frame, Position, Report, ReportReply, UnwatchReason, WatchReply } from '../contract/wire.js';
import type { Transport, TransportEvents } from './transport.js';

/**
 * SignalR over one WebSocket, without its automatic reconnect: a reconnected server no longer knows the old watches, so the client opens a
 * new connection and watches again. A connection counts as dead after 30 s of silence (the server pings every 15 s).
 */
export class SignalRTransport implements Transport {
  readonly name = 'signalr';
  readonly #connection: HubConnection;
  readonly #reports = new Set<Promise<unknown>>();
  #isClosed = false;

  /**
   * @param url - The server's address, without a slash at the end.
   * @param events - Receives frames and the end of watches and of the connection.
   * @param protocol - The encoding of hub messages; the server knows JSON and MessagePack.
   */
  constructor(url: string, events: TransportEvents, protocol: IHubProtocol = new JsonHubProtocol()) {
    this.#connection = new HubConnectionBuilder()
      .withUrl(`${url}/hubs/streams`, { transport: HttpTransportType.WebSockets, skipNegotiation: true })
      .withHubProtocol(protocol)
      .configureLogging(LogLevel.None)
      .withServerTimeout(30_000)
      .withKeepAliveInterval(15_000)
      .build();
    this.#connection.on('frame', (frame: Frame) => {
      if (!this.#isClosed) events.onFrame(frame, 'live');
    });
    this.#connection.on('unwatched', (streamId: string, reason: UnwatchReason) => {
      if (!this.#isClosed) events.onUnwatched(streamId, reason);
    });
    this.#connection.onclose((error) => {
      if (this.#isClosed) return;
      this.#isClosed = true;
      events.onClosed(error?.message ?? 'closed by the server');
    });
  }

  async connect(): Promise<void> {
    await this.#connection.start();
  }

  close(): void {
    this.#isClosed = true;
    // A report in flight still gets its reply. On a dead connection this ends with the server timeout.
    void Promise.allSettled(this.#reports).then(() => this.#connection.stop().catch(() => undefined));
  }

  watch(streamId: string, position: Position | null): Promise<WatchReply> {
    return this.#connection.invoke<WatchReply>('Watch', streamId, position);
  }

  unwatch(streamId: string): void {
    this.#connection.send('Unwatch', streamId).catch(() => undefined);
  }

  report(streamId: string, reports: readonly Report[]): Promise<ReportReply> {
    const reply = this.#connection.invoke<ReportReply>('Report', streamId, reports);
    this.#reports.add(reply);
    const settled = () => this.#reports.delete(reply);
    reply.then(settled, settled);
    return reply;
  }
}
