/** One message of a `text/event-stream`. */
export interface SseMessage {
  /** The last `id:` that was seen, on this or an earlier message. */
  readonly id: string;
  /** The name; `message` where there was none. */
  readonly event: string;
  readonly data: string;
}

/**
 * Reads `text/event-stream` piece by piece, wherever the pieces are cut, by the rules of the HTML standard (except `retry:`, which our
 * own backoff stands for). Remembers an unfinished message, up to a bound.
 */
export class SseParser {
  #rest = '';
  #id = '';
  #event = '';
  #data: string[] = [];
  #size = 0;
  #isFirst = true;
  #skipLineFeed = false;

  /** @param maxMessage - The most characters of one message. */
  constructor(private readonly maxMessage = 16 * 1024 * 1024) {}

  /**
   * Takes the next piece of decoded text.
   * @returns The messages that it completes.
   * @throws RangeError where a message is larger than the bound.
   */
  push(text: string): SseMessage[] {
    if (this.#isFirst && text !== '') {
      this.#isFirst = false;
      if (text.startsWith('\uFEFF')) text = text.slice(1);
    }
    const messages: SseMessage[] = [];
    for (const line of this.#lines(text)) {
      this.#size += line.length;
      const message = this.#take(line);
      if (message) messages.push(message);
    }
    if (this.#size + this.#rest.length > this.maxMessage) throw new RangeError('A server-sent message is too large.');
    return messages;
  }

  /** Whole lines; ends are CR, LF, or CR LF, also where a cut parts the two. */
  *#lines(text: string): Generator<string> {
    let start = this.#skipLineFeed && text.startsWith('\n') ? 1 : 0;
    if (text !== '') this.#skipLineFeed = false;
    const ends = /\r\n|\r|\n/g;
    ends.lastIndex = start;
    for (let end = ends.exec(text); end !== null; end = ends.exec(text)) {
      yield this.#rest + text.slice(start, end.index);
      this.#rest = '';
      start = ends.lastIndex;
      this.#skipLineFeed = end[0] === '\r' && start === text.length;
    }
    this.#rest += text.slice(start);
  }

  #take(line: string): SseMessage | undefined {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'data') this.#data.push(value);
    else if (field === 'event') this.#event = value;
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
    return undefined;
  }

  #dispatch(): SseMessage | undefined {
    const message = { id: this.#id, event: this.#event === '' ? 'message' : this.#event, data: this.#data.join('\n') };
    const isEmpty = this.#data.length === 0;
    this.#data = [];
    this.#event = '';
    this.#size = 0;
    return isEmpty ? undefined : message;
  }
}
