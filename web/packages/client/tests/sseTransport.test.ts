import { expect, it } from 'vitest';

import { SseTransport } from '../src/transport/sseTransport.js';
import type { TransportEvents } from '../src/transport/transport.js';
import { FakeEnvironment } from './fakeEnvironment.js';
import { problem, progress, snapshot } from './samples.js';

function opened(maxStreams = 4) {
  const environment = new FakeEnvironment();
  const calls: unknown[][] = [];
  const events: TransportEvents = {
    onFrame: (...args) => calls.push(['frame', ...args]),
    onUnwatched: (...args) => calls.push(['unwatched', ...args]),
    onClosed: (...args) => calls.push(['closed', ...args]),
  };
  const bodies: ReadableStreamDefaultController<Uint8Array>[] = [];
  environment.respond = () => {
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void bodies.push(controller) });
    return new Response(body, { headers: { date: 'Sun, 22 Nov 2026 12:00:00 GMT' } });
  };
  const transport = new SseTransport(environment, 'http://server', events, maxStreams);
  const write = async (text: string, to = bodies.length - 1) => {
    bodies[to]?.enqueue(new TextEncoder().encode(text));
    await environment.settle();
  };
  return { environment, transport, calls, bodies, write };
}

const message = (seq: number, event: string, payload: unknown) => `id: e1:${seq}\nevent: ${event}\ndata: ${JSON.stringify(payload)}\n\n`;

it('answers a watch with the snapshot, and turns later events into frames', async () => {
  const { environment, transport, calls, write } = opened();
  const reply = transport.watch('s1', null);
  await environment.settle();
  await write(message(5, 'snapshot', snapshot(5)));
  expect(await reply).toEqual({ mode: 'snapshot', snapshot: snapshot(5) });
  const now = { ...progress(8), last_updated: '2026-11-22T12:00:09Z' };
  await write(message(8, 'progress-update', now));
  const event = { seq: 8, event: 'progress-update', payload: now, at: now.last_updated };
  expect(calls).toEqual([['frame', { stream_id: 's1', epoch: 'e1', from: 5, to: 8, events: [event] }, 'live']]);
});

it('resumes after a position, and marks replayed events', async () => {
  const { environment, transport, calls, write } = opened();
  const reply = transport.watch('s1', { epoch: 'e1', seq: 5 });
  await environment.settle();
  expect(environment.requests[0]).toMatchObject({ url: 'http://server/api/streams/s1/events', init: { headers: { 'last-event-id': 'e1:5' } } });
  await write(message(6, 'progress-update', { ...progress(6), last_updated: '2026-11-22T11:59:00Z' }));
  expect(await reply).toMatchObject({ mode: 'replay', frame: { from: 5, to: 5 } });
  expect(calls).toMatchObject([['frame', { from: 5, to: 6 }, 'replay']]);
});

it('treats a comment as the reply if there is nothing to replay', async () => {
  const { environment, transport, write } = opened();
  const reply = transport.watch('s1', { epoch: 'e1', seq: 5 });
  await environment.settle();
  await write(':\n\n');
  expect(await reply).toMatchObject({ mode: 'replay', frame: { epoch: 'e1', from: 5, to: 5, events: [] } });
});

it('turns a later snapshot into a gap, so that the store watches again', async () => {
  const { environment, transport, calls, write } = opened();
  void transport.watch('s1', null);
  await environment.settle();
  await write(message(5, 'snapshot', snapshot(5)) + message(9, 'snapshot', snapshot(9)));
  expect(calls).toMatchObject([['frame', { from: 9, to: 9, events: [] }, 'replay']]);
});

it('passes a refusal on', async () => {
  const { environment, transport, calls } = opened();
  const refusal = problem('stream_not_found', 404);
  environment.respond = () => Response.json(refusal, { status: 404 });
  expect(await transport.watch('s1', null)).toEqual({ mode: 'refused', problem: refusal });
  await environment.settle();
  expect(calls).toEqual([]);
});

it('reports that a stream was deleted, and stays open', async () => {
  const { environment, transport, calls, write } = opened();
  void transport.watch('s1', null);
  await environment.settle();
  await write(message(5, 'snapshot', snapshot(5)) + message(5, 'unwatched', { stream_id: 's1', reason: 'deleted' }));
  expect(calls).toEqual([['unwatched', 's1', 'deleted']]);
});

it.each(['error', 'close'] as const)('closes once if a response breaks (%s)', async (how) => {
  const { environment, transport, calls, bodies, write } = opened();
  void transport.watch('s1', null);
  await environment.settle();
  void transport.watch('s2', null).catch(() => undefined);
  await environment.settle();
  await write(message(5, 'snapshot', snapshot(5)), 0);
  if (how === 'error') bodies[0]?.error(new Error('cut'));
  else bodies[0]?.close();
  await environment.settle();
  expect(calls).toHaveLength(1);
  expect(calls[0]?.[0]).toBe('closed');
  expect(environment.timers).toBe(0);
});

it('closes after 45 s without even a comment', async () => {
  const { environment, transport, calls, write } = opened();
  void transport.watch('s1', null);
  await environment.settle();
  await write(message(5, 'snapshot', snapshot(5)));
  await environment.advance(44_000);
  await write(':\n\n');
  await environment.advance(44_000);
  expect(calls).toEqual([]);
  await environment.advance(1_000);
  expect(calls[0]?.[0]).toBe('closed');
});

it('limits the number of streams, and watches one more after another is left', async () => {
  const { environment, transport } = opened(2);
  for (const id of ['s1', 's2']) void transport.watch(id, null).catch(() => undefined);
  const refused = await transport.watch('s3', null);
  expect(refused).toMatchObject({ mode: 'refused', problem: { code: 'too_many_streams', retryable: true } });
  transport.unwatch('s1');
  void transport.watch('s3', null);
  await environment.settle();
  expect(environment.requests.map((each) => each.url.split('/').at(-2))).toEqual(['s1', 's2', 's3']);
});

it('reads the same messages wherever the response is split', async () => {
  const { transport, environment, calls, write } = opened();
  const reply = transport.watch('s1', null);
  await environment.settle();
  const now = { ...progress(6), last_updated: '2026-11-22T12:00:09Z' };
  const text = `:\r\n\r\n${message(5, 'snapshot', snapshot(5)).replaceAll('\n', '\r\n')}${message(6, 'progress-update', now)}`;
  for (const character of text) await write(character);
  expect(await reply).toEqual({ mode: 'snapshot', snapshot: snapshot(5) });
  expect(calls).toMatchObject([['frame', { from: 5, to: 6, events: [{ payload: now }] }, 'live']]);
});

it('closes if a message is larger than 16 MiB', async () => {
  const { transport, environment, calls, write } = opened();
  void transport.watch('s1', null);
  await environment.settle();
  await write(message(5, 'snapshot', snapshot(5)));
  for (let i = 0; i < 17; i++) await write(`${i === 0 ? 'data: ' : ''}${'x'.repeat(1024 * 1024)}`);
  expect(calls[0]?.[0]).toBe('closed');
});
