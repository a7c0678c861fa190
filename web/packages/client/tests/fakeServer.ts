import type { Transport, TransportEvents, TransportFactory } from '../src/transport/transport.js';
import type { Frame, Position, UnwatchReason, WatchReply } from '../src/contract/wire.js';

interface Call {
  readonly streamId: string;
  readonly position: Position | null;
  readonly answer: (reply: WatchReply) => void;
  readonly fail: (error: Error) => void;
}

/** A fake server behind the client's transports: accepts or refuses connections, answers watches and sends frames. */
export class FakeServer {
  accepts = true;
  /** Answers each `Watch` at once; if undefined, the test answers. */
  reply: ((call: { readonly streamId: string; readonly position: Position | null }) => WatchReply) | undefined;
  attempts = 0;
  readonly watches: Call[] = [];
  readonly unwatched: string[] = [];
  #live: TransportEvents | undefined;

  get isConnected(): boolean {
    return this.#live !== undefined;
  }

  get lastWatch(): Call {
    const last = this.watches.at(-1);
    if (!last) throw new Error('no watch was received');
    return last;
  }

  factory(name: Transport['name'] = 'signalr'): TransportFactory {
    return (events) => ({
      name,
      connect: () => {
        this.attempts++;
        if (!this.accepts) return Promise.reject(new Error('refused'));
        this.#live = events;
        return Promise.resolve();
      },
      close: () => {
        if (this.#live === events) this.#live = undefined;
      },
      watch: (streamId, position) =>
        new Promise((answer, fail) => {
          this.watches.push({ streamId, position, answer, fail });
          if (this.reply) answer(this.reply({ streamId, position }));
        }),
      unwatch: (streamId) => this.unwatched.push(streamId),
      report: () => Promise.reject(new Error('not used')),
    });
  }

  send(frame: Frame): void {
    this.#live?.onFrame(frame, 'live');
  }

  end(streamId: string, reason: UnwatchReason): void {
    this.#live?.onUnwatched(streamId, reason);
  }

  drop(): void {
    const live = this.#live;
    this.#live = undefined;
    live?.onClosed('dropped');
  }
}
