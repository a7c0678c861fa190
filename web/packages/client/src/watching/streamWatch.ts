import { applyFrame, viewOf, type StreamView } from './apply.js';
import { Backoff } from '../runtime/backoff.js';
import type { DebugLog } from '../runtime/debugLog.js';
import type { Environment, Timer } from '../runtime/environment.js';
import type { StreamNews } from './streamState.js';
import type { Arrival } from '../transport/transport.js';
import type { Frame, Position, Problem, Snapshot, UnwatchReason, WatchReply } from '../contract/wire.js';

/** What a watch needs from the connection. */
export interface WatchHost {
  readonly isConnected: boolean;
  watch(streamId: string, position: Position | null): Promise<WatchReply>;
}

/**
 * - `pending`: not established on the current connection.
 * - `established`: frames follow without a gap.
 * - `gone`, `refused`: ended, until requested again.
 */
export type WatchPhase = 'pending' | 'established' | 'gone' | 'refused';

/** The maximum number of frames to buffer while a reply is awaited. Beyond that they are dropped and the stream is watched again. */
const MAX_BUFFERED = 256;

/**
 * Follows one stream: listens first, takes the snapshot second, merges by position and repairs gaps. At most one `Watch` is in flight.
 * Does not deal with listeners or animation frames: it passes each change to `onChange`.
 */
export class StreamWatch {
  #view: StreamView | undefined;
  #phase: WatchPhase = 'pending';
  #error: Problem | undefined;
  #call = 0;
  #isCalling = false;
  #wanted: 'nothing' | 'again' | 'snapshot' = 'nothing';
  #buffer: { readonly frame: Frame; readonly arrival: Arrival }[] = [];
  #repairedAt: string | undefined;
  #retry: Timer;
  readonly #backoff: Backoff;

  constructor(
    private readonly environment: Environment,
    private readonly host: WatchHost,
    private readonly streamId: string,
    private readonly onChange: (news?: StreamNews) => void,
    private readonly log: DebugLog,
  ) {
    this.#backoff = new Backoff(environment);
  }

  get view(): StreamView | undefined {
    return this.#view;
  }

  get phase(): WatchPhase {
    return this.#phase;
  }

  get error(): Problem | undefined {
    return this.#error;
  }

  /** A new connection is open; it does not have this watch yet. */
  connected(): void {
    this.#cancel();
    this.#request('again');
  }

  /** The connection is lost. */
  disconnected(): void {
    this.#cancel();
    if (this.#phase === 'established') this.#phase = 'pending';
    this.onChange();
  }

  /** Watches again from the current position; with `snapshot`, from a new snapshot, even after the watch ended. */
  again(how: 'again' | 'snapshot'): void {
    if (how === 'snapshot' && this.#isOver) this.#settle('pending', undefined);
    this.#request(how);
  }

  /** Ends the watch; no callback follows. */
  stop(): void {
    this.#cancel();
    this.#phase = 'gone';
  }

  /** A frame arrived. */
  frame(frame: Frame, arrival: Arrival): void {
    if (this.#isOver) return;
    if (this.#isCalling || !this.#view) this.#bufferFrame(frame, arrival);
    else if (!this.#apply(frame, arrival)) this.#repairGap(frame);
  }

  /** The server ended the watch. */
  unwatched(reason: UnwatchReason): void {
    this.log(`${this.streamId}: the server ended the watch: ${reason}`);
    this.#cancel();
    this.#settle(reason === 'forbidden' ? 'refused' : 'gone', undefined);
  }

  get #isOver(): boolean {
    return this.#phase === 'gone' || this.#phase === 'refused';
  }

  #request(how: 'again' | 'snapshot'): void {
    if (this.#isOver) return;
    if (this.#wanted !== 'snapshot') this.#wanted = how;
    if (this.#isCalling || !this.host.isConnected) return;
    void this.#watch();
  }

  async #watch(): Promise<void> {
    this.#clearRetry();
    const position = this.#wanted === 'snapshot' ? null : (this.#view?.position ?? null);
    const call = ++this.#call;
    this.#isCalling = true;
    this.#wanted = 'nothing';
    try {
      const reply = await this.host.watch(this.streamId, position);
      if (call !== this.#call) return;
      this.#isCalling = false;
      this.#handleReply(reply, position);
    } catch (failure) {
      // There was no reply, or one that cannot be applied.
      if (call !== this.#call) return;
      this.#isCalling = false;
      this.log(`${this.streamId}: the watch failed: ${String(failure)}`);
      this.#watchLater();
    }
  }

  /** @throws If the reply is malformed. */
  #handleReply(reply: WatchReply, position: Position | null): void {
    if (reply.mode === 'refused') {
      this.#refused(reply.problem);
      return;
    }
    if (reply.mode === 'snapshot') this.#adopt(reply.snapshot);
    else if (position === null) throw new Error('the reply contains no snapshot');
    // The replay does not fit, and the same request would get the same replay.
    else if (!this.#apply(reply.frame, 'replay')) this.#request('snapshot');
    this.#backoff.reset();
    this.#settle('established', undefined);
    const buffered = this.#buffer;
    this.#buffer = [];
    for (const { frame, arrival } of buffered) this.frame(frame, arrival);
    if (this.#wanted !== 'nothing') this.#request(this.#wanted);
  }

  #refused(problem: Problem): void {
    this.log(`${this.streamId}: refused: ${problem.detail}`);
    this.#buffer = [];
    if (problem.retryable) {
      this.#settle('pending', problem);
      this.#watchLater();
    } else {
      this.#settle(problem.code === 'stream_not_found' && this.#view ? 'gone' : 'refused', problem);
    }
  }

  #adopt(snapshot: Snapshot): void {
    const at = this.#view?.position;
    // The server's copy may lag behind: within an epoch, a view never moves back.
    if (at?.epoch === snapshot.position.epoch && snapshot.position.seq < at.seq) return;
    this.#view = viewOf(snapshot);
    this.log(`${this.streamId}: snapshot at ${snapshot.position.seq}`);
    this.onChange({ source: 'snapshot', snapshot });
  }

  /** @returns False if events are missing before the frame. */
  #apply(frame: Frame, arrival: Arrival): boolean {
    if (!this.#view) return false;
    const applied = applyFrame(this.#view, frame);
    if (applied.outcome === 'applied') {
      this.#view = applied.view;
      this.log(`${this.streamId}: ${frame.from} to ${frame.to}`, applied.events);
      this.onChange({ source: arrival, events: applied.events });
    }
    return applied.outcome !== 'gap';
  }

  #repairGap(frame: Frame): void {
    const at = this.#view?.position;
    this.log(`${this.streamId}: gap before ${frame.from}, at ${at?.seq ?? 0}: watching again`);
    this.#bufferFrame(frame, 'live');
    // The first time at once. A second time at the same position means that it did not help: back off.
    const here = at && `${at.epoch}:${at.seq}`;
    const isStuck = this.#repairedAt === here;
    this.#repairedAt = here;
    if (isStuck) this.#watchLater();
    else this.#request('again');
  }

  #bufferFrame(frame: Frame, arrival: Arrival): void {
    if (this.#buffer.length < MAX_BUFFERED) {
      this.#buffer.push({ frame, arrival });
      return;
    }
    this.#buffer = [];
    if (this.#wanted === 'nothing') this.#wanted = 'again';
  }

  /** Keeps an earlier timer: a steady flow of frames must not postpone it. */
  #watchLater(): void {
    this.#retry ??= this.environment.setTimer(() => {
      this.#retry = undefined;
      this.#request('again');
    }, this.#backoff.next());
  }

  #clearRetry(): void {
    this.environment.clearTimer(this.#retry);
    this.#retry = undefined;
  }

  /** Cancels the call in flight. */
  #cancel(): void {
    this.#call++;
    this.#isCalling = false;
    this.#buffer = [];
    this.#clearRetry();
  }

  #settle(phase: WatchPhase, error: Problem | undefined): void {
    [this.#phase, this.#error] = [phase, error];
    this.onChange();
  }
}
