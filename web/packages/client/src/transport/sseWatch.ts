import { createParser, type EventSourceMessage } from 'eventsource-parser';

import type { Environment, Timer } from '../runtime/environment.js';
import { problemOf } from '../problems/problem.js';
import type { Arrival } from './transport.js';
import type { Schemas } from '../contract/schemas.js';
import type { Frame, Position, Snapshot, StreamEvent, UnwatchReason, WatchReply } from '../contract/wire.js';

/** The server sends at least a comment every 15 s. After three missed comments the connection is dead. */
const SILENCE_MS = 45_000;

/** The longest message, in characters. */
const MAX_MESSAGE = 16 * 1024 * 1024;

/** The callbacks of one SSE watch. */
export interface SseWatchEvents {
  onReply(reply: WatchReply): void;
  onFrame(frame: Frame, arrival: Arrival): void;
  onUnwatched(reason: UnwatchReason): void;
  /** The watch ended, on either side; `undefined` if intentionally. */
  onEnd(failure: Error | undefined): void;
}

/** One `GET …/events`: turns its messages into the reply to a watch and the frames that follow, as SignalR sends them. */
export class SseWatch {
  readonly #abort = new AbortController();
  readonly #parser = createParser({
    maxBufferSize: MAX_MESSAGE,
    onEvent: (message) => {
      if (!this.#isFinished) this.#handle(message);
    },
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') throw error;
    },
  });
  #silenceTimer: Timer;
  #position: Position | null;
  #hasReplied = false;
  #isFinished = false;
  #isOver = false;
  #openedAt = 0;

  constructor(
    private readonly environment: Environment,
    private readonly streamId: string,
    position: Position | null,
    private readonly events: SseWatchEvents,
  ) {
    this.#position = position;
  }

  /** Runs until the response ends, {@link stop} is called or the server is silent for too long. Never rejects. */
  async run(url: string): Promise<void> {
    this.#resetSilenceTimer();
    try {
      const headers: Record<string, string> = { accept: 'text/event-stream' };
      if (this.#position) headers['last-event-id'] = `${this.#position.epoch}:${this.#position.seq}`;
      const response = await this.environment.fetch(url, { headers, signal: this.#abort.signal, cache: 'no-store' });
      if (response.ok) await this.#read(response);
      else await this.#refuse(response);
      this.#end(undefined);
    } catch (failure) {
      this.#end(failure instanceof Error ? failure : new Error(String(failure)));
    }
  }

  /** Ends the watch intentionally. */
  stop(): void {
    this.#end(undefined);
    this.#abort.abort();
  }

  async #refuse(response: Response): Promise<void> {
    const problem = await problemOf(response);
    if (problem.code === 'unreachable') throw new Error(problem.detail);
    if (!this.#isOver) this.events.onReply({ mode: 'refused', problem });
  }

  async #read(response: Response): Promise<void> {
    if (!response.body) throw new Error('The response has no body.');
    // The server's clock, as in the events' times.
    const date = Date.parse(response.headers.get('date') ?? '');
    this.#openedAt = Number.isNaN(date) ? this.environment.now() : date;
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      if (this.#isOver) return;
      this.#resetSilenceTimer();
      this.#parser.feed(piece.value);
      if (this.#isFinished) return;
      // If there is nothing to replay, the server sends a comment first. It counts as the reply.
      this.#replyWithNothing();
    }
    throw new Error('The server ended the event stream.');
  }

  #handle(message: EventSourceMessage): void {
    const payload = JSON.parse(message.data) as unknown;
    if (message.event === 'unwatched') {
      this.#isFinished = true;
      this.events.onUnwatched((payload as Schemas['Unwatched']).reason);
      return;
    }
    const position = parsePosition(message.id ?? '');
    if (message.event === 'snapshot') {
      this.#snapshot(position, payload as Snapshot);
      return;
    }
    this.#replyWithNothing();
    const from = this.#position?.seq ?? 0;
    this.#position = position;
    const event = { seq: position.seq, event: message.event, payload, at: timeOf(payload) } as StreamEvent;
    const frame = { stream_id: this.streamId, epoch: position.epoch, from, to: position.seq, events: [event] };
    this.events.onFrame(frame, Date.parse(event.at) < this.#openedAt ? 'replay' : 'live');
  }

  /** The first snapshot is the reply. A later one means that the server could not close a gap: an empty frame makes the store watch again. */
  #snapshot(position: Position, snapshot: Snapshot): void {
    const { epoch, seq } = (this.#position = position);
    if (this.#hasReplied) this.events.onFrame({ stream_id: this.streamId, epoch, from: seq, to: seq, events: [] }, 'replay');
    else this.events.onReply({ mode: 'snapshot', snapshot });
    this.#hasReplied = true;
  }

  #replyWithNothing(): void {
    if (this.#hasReplied || !this.#position) return;
    this.#hasReplied = true;
    const { epoch, seq } = this.#position;
    this.events.onReply({ mode: 'replay', frame: { stream_id: this.streamId, epoch, from: seq, to: seq, events: [] } });
  }

  #resetSilenceTimer(): void {
    this.environment.clearTimer(this.#silenceTimer);
    this.#silenceTimer = this.environment.setTimer(() => {
      this.#end(new Error(`The server was silent for ${SILENCE_MS} ms.`));
      this.#abort.abort();
    }, SILENCE_MS);
  }

  #end(failure: Error | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.environment.clearTimer(this.#silenceTimer);
    this.events.onEnd(failure);
  }
}

function parsePosition(id: string): Position {
  const colon = id.lastIndexOf(':');
  const seq = Number(id.slice(colon + 1));
  if (colon < 1 || !Number.isSafeInteger(seq)) throw new Error(`'${id}' is not a position.`);
  return { epoch: id.slice(0, colon), seq };
}

/** SSE does not carry an event's `at`; each payload has it under a different name. */
function timeOf(payload: unknown): string {
  const times = payload as { timestamp?: string; last_updated?: string; updated_at?: string };
  return times.timestamp ?? times.last_updated ?? times.updated_at ?? '';
}
