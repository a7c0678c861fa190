import { describe, expect, it } from 'vitest';

import { SseParser } from '../src/sseParser.js';

const TEXT = '\uFEFFid: e:1:7\r\nevent: snapshot\r\ndata: {"a":"ü"}\r\n\r\n:\n\ndata:one\ndata: two\rid: e:1:8\n\n: comment\nevent: x\ndata\n\nevent: lost\n\ndata: not ended\n';
const MESSAGES = [
  { id: 'e:1:7', event: 'snapshot', data: '{"a":"ü"}' },
  { id: 'e:1:8', event: 'message', data: 'one\ntwo' },
  { id: 'e:1:8', event: 'x', data: '' },
];

describe('server-sent events', () => {
  it('are read the same wherever the text is cut in three', () => {
    for (let first = 0; first <= TEXT.length; first++) {
      for (let second = first; second <= TEXT.length; second++) {
        const parser = new SseParser();
        const parts = [TEXT.slice(0, first), TEXT.slice(first, second), TEXT.slice(second)];
        expect(parts.flatMap((part) => parser.push(part)), `cut at ${first} and ${second}`).toEqual(MESSAGES);
      }
    }
  });

  it('are read the same character by character', () => {
    const parser = new SseParser();
    expect(Array.from(TEXT).flatMap((part) => parser.push(part))).toEqual(MESSAGES);
  });

  it('that are too large are an error and not a leak', () => {
    const parser = new SseParser(10);
    expect(() => parser.push('data: 0123456789')).toThrow(RangeError);
  });
});
