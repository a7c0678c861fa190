import type { Environment } from '../runtime/environment.js';
import { clientProblem, problemOf } from '../problems/problem.js';
import type { Schemas } from '../contract/schemas.js';
import type { Position, Problem, Report, ReportAck, ReportReply, WatchReply } from '../contract/wire.js';
import { SseWatch } from './sseWatch.js';
import { withTimeLimit } from '../runtime/timeLimit.js';
import type { Transport, TransportEvents } from './transport.js';

const REQUEST_MS = 10_000;

/**
 * Server-Sent Events, one response per stream, for networks that block WebSockets. Browsers open at most six HTTP/1.1 connections per
 * host, in all tabs together, so only a few streams can be watched; a further one is refused with the retryable problem `too_many_streams`.
 * If one response breaks, the whole transport counts as closed: the same cause breaks the others.
 */
export class SseTransport implements Transport {
  readonly name = 'sse';
  readonly #watches = new Map<string, SseWatch>();
  #isClosed = false;

  /**
   * @param url - The server's address, without a slash at the end.
   * @param maxStreams - The maximum number of streams to watch at once.
   */
  constructor(
    private readonly environment: Environment,
    private readonly url: string,
    private readonly events: TransportEvents,
    private readonly maxStreams: number,
  ) {}

  async connect(): Promise<void> {
    if (!(await isServerAlive(this.environment, this.url))) throw new Error('The server does not answer.');
  }

  close(): void {
    this.#isClosed = true;
    for (const watch of this.#watches.values()) watch.stop();
    this.#watches.clear();
  }

  watch(streamId: string, position: Position | null): Promise<WatchReply> {
    this.unwatch(streamId);
    if (this.#watches.size >= this.maxStreams) return Promise.resolve({ mode: 'refused', problem: tooMany(this.maxStreams) });
    return new Promise((resolve, reject) => {
      const watch = new SseWatch(this.environment, streamId, position, {
        onReply: resolve,
        onFrame: (frame, arrival) => {
          this.events.onFrame(frame, arrival);
        },
        onUnwatched: (reason) => {
          this.events.onUnwatched(streamId, reason);
        },
        onEnd: (failure) => {
          if (this.#watches.get(streamId) === watch) this.#watches.delete(streamId);
          reject(failure ?? new Error('The watch ended.'));
          if (failure) this.#fail(failure.message);
        },
      });
      this.#watches.set(streamId, watch);
      void watch.run(`${this.url}/api/streams/${encodeURIComponent(streamId)}/events`);
    });
  }

  unwatch(streamId: string): void {
    this.#watches.get(streamId)?.stop();
    this.#watches.delete(streamId);
  }

  async report(streamId: string, reports: readonly Report[]): Promise<ReportReply> {
    const response = await this.environment.fetch(`${this.url}/api/streams/${encodeURIComponent(streamId)}/reports`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reports } satisfies Schemas['ReportsBody']),
    });
    return response.ok ? ((await response.json()) as ReportAck) : { problem: await problemOf(response) };
  }

  #fail(reason: string): void {
    if (this.#isClosed) return;
    this.close();
    this.events.onClosed(reason);
  }
}

/** Whether the server answers plain HTTP. Never rejects. */
export async function isServerAlive(environment: Environment, url: string): Promise<boolean> {
  try {
    const request = environment.fetch(`${url}/health/live`, { cache: 'no-store' });
    return (await withTimeLimit(environment, request, REQUEST_MS, 'The health check')).ok;
  } catch {
    return false;
  }
}

function tooMany(max: number): Problem {
  const detail = `Without WebSockets, at most ${max} streams can be watched at once. This one starts when another stops.`;
  return clientProblem('too_many_streams', 'Too many streams', detail, true);
}
