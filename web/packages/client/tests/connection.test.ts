import { describe, expect, it } from 'vitest';

import { frame, progressEvent, replayReply, snapshotReply } from './samples.js';
import { watching } from './watching.js';

async function live() {
  const world = watching();
  world.server.reply = ({ position }) => (position ? replayReply(position.seq) : snapshotReply(5));
  await world.subscribe();
  expect((await world.state()).status).toBe('live');
  return world;
}

describe('a lost connection', () => {
  it('is replaced, and every store watches again from its position', async () => {
    const { environment, server, state } = await live();
    server.send(frame(5, [progressEvent(6)]));
    server.drop();
    expect(await state()).toMatchObject({ status: 'reconnecting', isConnected: false, progress: { completed: 6 } });
    await environment.advance(500);
    expect((await state()).status).toBe('live');
    expect(server.lastWatch.position).toEqual({ epoch: 'e1', seq: 6 });
  });

  it('is retried by one loop with growing delays, even a hundred times in a row', async () => {
    const { environment, server, state } = await live();
    const started = environment.now();
    for (let drops = 0; drops < 100; drops++) {
      const attempts = server.attempts;
      server.drop();
      await environment.settle();
      expect(server.attempts).toBe(attempts);
      while (!server.isConnected) await environment.advance(100);
      expect(server.attempts).toBe(attempts + 1);
    }
    expect(environment.now() - started).toBeGreaterThan(90 * 15_000);
    expect((await state()).status).toBe('live');
    await environment.advance(10_000);
    server.drop();
    await environment.advance(500);
    expect((await state()).status).toBe('live');
  });

  it('is retried as long as there are subscribers, at most 15 s apart', async () => {
    const { environment, server } = await live();
    server.accepts = false;
    server.drop();
    await environment.advance(3_600_000);
    expect(server.attempts).toBeGreaterThan(240);
    expect(server.attempts).toBeLessThan(260);
    server.accepts = true;
    await environment.advance(15_000);
    expect(server.isConnected).toBe(true);
  });

  it('is retried at random times, so that clients do not return all at once', async () => {
    const { environment, server } = await live();
    environment.randomness = () => 0.5;
    server.drop();
    await environment.advance(249);
    expect(server.isConnected).toBe(false);
    await environment.advance(1);
    expect(server.isConnected).toBe(true);
  });

  it('is retried at once when the browser is online again or the page visible', async () => {
    const { environment, server, state } = await live();
    server.accepts = false;
    server.drop();
    await environment.advance(60_000);
    server.accepts = true;
    environment.wake();
    expect((await state()).status).toBe('live');
  });

  it('is dropped at once and shown as offline if the browser says so', async () => {
    const { environment, server, state } = await live();
    server.accepts = false;
    environment.goOffline();
    expect((await state()).status).toBe('offline');
    await environment.advance(5_000);
    environment.online = true;
    server.accepts = true;
    environment.wake();
    expect((await state()).status).toBe('live');
  });

  it('is detected by an unanswered watch', async () => {
    const { environment, server, state } = await live();
    server.reply = undefined;
    server.send(frame(6, [progressEvent(7)]));
    await environment.advance(9_999);
    expect(server.attempts).toBe(1);
    await environment.advance(501);
    expect(server.attempts).toBe(2);
    expect((await state()).status).not.toBe('live');
  });

  it('is detected by a page that was frozen', async () => {
    const { environment, server, state } = await live();
    await environment.advance(600_000);
    server.reply = undefined;
    environment.wake();
    await environment.settle();
    expect(server.watches).toHaveLength(2);
    server.reply = () => replayReply(5, [progressEvent(9)]);
    await environment.advance(10_500);
    expect(await state()).toMatchObject({ status: 'live', position: { seq: 9 } });
    expect(server.attempts).toBe(2);
  });

  it('fails its unanswered watches', async () => {
    const { environment, server, state } = await live();
    server.reply = undefined;
    server.send(frame(6, [progressEvent(7)]));
    const old = server.lastWatch;
    server.drop();
    await environment.advance(500);
    old.answer(snapshotReply(9));
    expect(await state()).toMatchObject({ status: 'reconnecting', position: { seq: 5 } });
    server.lastWatch.answer(snapshotReply(8));
    expect(await state()).toMatchObject({ status: 'live', position: { seq: 8 } });
  });

  it('shows as reconnecting if the first attempt failed', async () => {
    const { server, state, subscribe } = watching();
    server.accepts = false;
    await subscribe();
    expect((await state()).status).toBe('reconnecting');
  });
});

describe('a quiet connection', () => {
  it('is not tested while it is known to be alive', async () => {
    const { environment, server } = await live();
    await environment.advance(10_000);
    environment.wake();
    await environment.settle();
    expect(server.watches).toHaveLength(1);
  });
});

describe('close', () => {
  it('ends stores, connection and timers; a later subscription opens them again', async () => {
    const { environment, server, client, state, subscribe } = await live();
    client.close();
    expect((await state()).status).toBe('idle');
    await environment.advance(250);
    expect([server.isConnected, environment.timers, environment.wakeListeners]).toEqual([false, 0, 0]);
    await subscribe();
    expect((await state()).status).toBe('live');
  });
});
