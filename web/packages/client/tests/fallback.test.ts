import { expect, it } from 'vitest';

import { FakeServer } from './fakeServer.js';
import { replayReply, snapshotReply } from './samples.js';
import { watching } from './watching.js';

function blocked() {
  const webSocket = new FakeServer();
  const sse = new FakeServer();
  webSocket.accepts = false;
  for (const server of [webSocket, sse]) server.reply = ({ position }) => (position ? replayReply(position.seq) : snapshotReply(5));
  return { webSocket, sse, ...watching({ transports: { primary: webSocket.factory(), fallback: sse.factory('sse') } }) };
}

it('falls back to SSE after two failed WebSockets if the server answers', async () => {
  const { environment, webSocket, sse, state, subscribe } = blocked();
  environment.respond = () => new Response('{}');
  await subscribe();
  await environment.advance(2_000);
  expect((await state()).status).toBe('live');
  expect([webSocket.attempts, sse.attempts]).toEqual([2, 1]);
  expect(environment.requests[0]?.url).toBe('http://server/health/live');
});

it('does not fall back if the server is down', async () => {
  const { environment, webSocket, sse, subscribe } = blocked();
  await subscribe();
  await environment.advance(120_000);
  expect(webSocket.attempts).toBeGreaterThan(8);
  expect(sse.attempts).toBe(0);
});

it('retries WebSockets about every minute, at random times, and switches without a break', async () => {
  const { environment, webSocket, sse, state, subscribe } = blocked();
  environment.respond = () => new Response('{}');
  environment.randomness = () => 0.5;
  await subscribe();
  await environment.advance(1_000);
  expect([webSocket.attempts, sse.attempts]).toEqual([2, 1]);
  environment.randomness = () => 0.25;
  await environment.advance(60_000);
  expect(webSocket.attempts).toBe(3);
  expect((await state()).status).toBe('live');
  webSocket.accepts = true;
  await environment.advance(30_000);
  expect((await state()).status).toBe('live');
  expect([webSocket.isConnected, sse.isConnected]).toEqual([true, false]);
  expect(webSocket.lastWatch.position).toEqual({ epoch: 'e1', seq: 5 });
});
