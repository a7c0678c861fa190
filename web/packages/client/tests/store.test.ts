import { describe, expect, it } from 'vitest';

import type { WatchReply } from '../src/contract/wire.js';
import { IDLE_STATE } from '../src/watching/streamState.js';
import { activityEvent, frame, milestoneEvent, problem, progressEvent, replayReply, snapshotReply } from './samples.js';
import { watching } from './watching.js';

describe('a store', () => {
  it('is idle and costs nothing until it has a subscriber', async () => {
    const { environment, server, store } = watching();
    await environment.advance(60_000);
    expect(store.getSnapshot()).toBe(IDLE_STATE);
    expect(store.getServerSnapshot()).toBe(IDLE_STATE);
    expect(server.attempts).toBe(0);
    expect(environment.timers).toBe(0);
  });

  it('connects, takes the snapshot and goes live', async () => {
    const { server, state, subscribe, news } = watching();
    await subscribe();
    expect((await state()).status).toBe('connecting');
    expect(server.lastWatch).toMatchObject({ streamId: 's1', position: null });
    server.lastWatch.answer(snapshotReply(5));
    expect(await state()).toMatchObject({ status: 'live', isConnected: true, position: { epoch: 'e1', seq: 5 } });
    expect(news.map((each) => each.source)).toEqual(['snapshot']);
  });

  it('applies frames that arrive before the reply', async () => {
    const { server, state, subscribe, news } = watching();
    await subscribe();
    server.send(frame(3, [progressEvent(4), progressEvent(5)]));
    server.send(frame(5, [progressEvent(6), milestoneEvent(7)]));
    server.send(frame(7, [progressEvent(8)]));
    server.lastWatch.answer(snapshotReply(6));
    expect(await state()).toMatchObject({ status: 'live', position: { seq: 8 }, milestones: [{ id: 'mil-7' }] });
    expect(news.flatMap((each) => (each.source === 'live' ? each.events.map((event) => event.seq) : []))).toEqual([7, 8]);
    expect(server.watches).toHaveLength(1);
  });

  it('watches again if too many frames arrive before the reply', async () => {
    const { server, state, subscribe } = watching();
    await subscribe();
    for (let seq = 1; seq <= 300; seq++) server.send(frame(seq - 1, [progressEvent(seq)]));
    server.lastWatch.answer(snapshotReply(0));
    await state();
    expect(server.watches).toHaveLength(2);
    server.lastWatch.answer(replayReply(0, [progressEvent(300)]));
    expect(await state()).toMatchObject({ status: 'live', position: { seq: 300 } });
  });

  it('repairs a gap by watching again once from its position, and stays live', async () => {
    const { server, state, subscribe, news } = watching();
    await subscribe();
    server.lastWatch.answer(snapshotReply(5));
    await state();
    server.send(frame(6, [progressEvent(7)]));
    server.send(frame(7, [progressEvent(8)]));
    expect((await state()).status).toBe('live');
    expect(server.watches).toHaveLength(2);
    expect(server.lastWatch.position).toEqual({ epoch: 'e1', seq: 5 });
    server.lastWatch.answer(replayReply(5, [milestoneEvent(6), progressEvent(7)]));
    expect(await state()).toMatchObject({ position: { seq: 8 }, progress: { completed: 8 }, milestones: [{ id: 'mil-6' }] });
    expect(news.map((each) => each.source)).toEqual(['snapshot', 'replay', 'live']);
  });

  it('backs off if watching again does not close the gap', async () => {
    const { environment, server, subscribe } = watching();
    server.reply = () => snapshotReply(5);
    await subscribe();
    for (let i = 0; i < 1_000; i++) {
      server.send(frame(8, [progressEvent(9)]));
      await environment.advance(1);
    }
    expect(server.watches.length).toBeLessThan(10);
  });

  it('starts over if the epoch changed, even if the new history is shorter', async () => {
    const { server, state, subscribe } = watching();
    await subscribe();
    server.lastWatch.answer(snapshotReply(100));
    await state();
    server.send(frame(1, [progressEvent(2)], 'e2'));
    await state();
    expect(server.lastWatch.position).toEqual({ epoch: 'e1', seq: 100 });
    server.lastWatch.answer(snapshotReply(2, 'e2'));
    server.send(frame(2, [progressEvent(3)], 'e2'));
    expect(await state()).toMatchObject({ status: 'live', position: { epoch: 'e2', seq: 3 } });
  });

  it('never moves back within an epoch', async () => {
    const { server, state, store, subscribe } = watching();
    await subscribe();
    server.lastWatch.answer(snapshotReply(9));
    await state();
    store.refresh();
    await state();
    expect(server.lastWatch.position).toBeNull();
    server.lastWatch.answer(snapshotReply(7));
    server.send(frame(7, [progressEvent(8), progressEvent(9), progressEvent(10)]));
    expect(await state()).toMatchObject({ status: 'live', position: { seq: 10 } });
  });

  it('costs one watch for any number of subscribers, and is one object', async () => {
    const { server, client, store, subscribe } = watching();
    await subscribe();
    await subscribe();
    expect(client.store('s1')).toBe(store);
    expect(server.watches).toHaveLength(1);
    expect(server.attempts).toBe(1);
  });

  it('closes some seconds after the last subscriber left, and reopens', async () => {
    const { environment, server, state, subscribe } = watching({ lingerMs: 5_000 });
    server.reply = () => snapshotReply(5);
    const leave = await subscribe();
    await state();
    leave();
    leave();
    await environment.advance(4_999);
    expect((await state()).status).toBe('live');
    await environment.advance(1);
    expect(await state()).toBe(IDLE_STATE);
    expect(server.unwatched).toEqual(['s1']);
    expect(server.isConnected).toBe(false);
    expect(environment.timers).toBe(0);
    expect(environment.wakeListeners).toBe(0);
    await subscribe();
    expect((await state()).status).toBe('live');
  });

  it('stays open for a subscriber that returns in time, without a second watch', async () => {
    const { environment, server, state, subscribe } = watching();
    server.reply = () => snapshotReply(5);
    (await subscribe())();
    await environment.advance(3_000);
    await subscribe();
    await environment.advance(60_000);
    expect((await state()).status).toBe('live');
    expect(server.watches).toHaveLength(1);
  });

  it('ignores the reply to a watch that was closed in the meantime', async () => {
    const { environment, server, state, subscribe } = watching({ lingerMs: 10 });
    (await subscribe())();
    await environment.advance(10);
    server.lastWatch.answer(snapshotReply(5));
    expect(await state()).toBe(IDLE_STATE);
  });

  it('is gone when the stream is deleted, and keeps its last state', async () => {
    const { server, state, subscribe } = watching();
    await subscribe();
    server.lastWatch.answer(snapshotReply(5));
    await state();
    server.end('s1', 'deleted');
    expect(await state()).toMatchObject({ status: 'gone', isConnected: false, progress: { completed: 5 } });
  });

  it('is refused with the problem if the stream does not exist, until it is refreshed', async () => {
    const { environment, server, store, state, subscribe } = watching();
    await subscribe();
    server.lastWatch.answer({ mode: 'refused', problem: problem('stream_not_found', 404) });
    expect(await state()).toMatchObject({ status: 'refused', error: { code: 'stream_not_found' } });
    await environment.advance(60_000);
    expect(server.watches).toHaveLength(1);
    store.refresh();
    await state();
    server.lastWatch.answer(snapshotReply(1));
    expect(await state()).toMatchObject({ status: 'live', error: undefined });
  });

  it('retries with growing delays if it is refused temporarily', async () => {
    const { environment, server, state, subscribe } = watching();
    server.reply = () => ({ mode: 'refused', problem: problem('unavailable', 503, true) });
    await subscribe();
    expect(await state()).toMatchObject({ status: 'connecting', error: { code: 'unavailable' } });
    await environment.advance(60_000);
    expect(server.watches.length).toBeGreaterThan(5);
    expect(server.watches.length).toBeLessThan(12);
    server.reply = () => snapshotReply(5);
    await environment.advance(15_000);
    expect(await state()).toMatchObject({ status: 'live', error: undefined });
  });

  it.each(['summary', 'replay', 'snapshot'])('retries with growing delays if a reply cannot be applied (%s without content)', async (mode) => {
    const { environment, server, state, subscribe } = watching();
    server.reply = () => ({ mode }) as WatchReply;
    await subscribe();
    expect((await state()).status).toBe('connecting');
    await environment.advance(60_000);
    expect(server.watches.length).toBeGreaterThan(5);
    expect(server.watches.length).toBeLessThan(12);
    server.reply = () => snapshotReply(5);
    await environment.advance(15_000);
    expect((await state()).status).toBe('live');
  });

  it('keeps the set of active agents until one is added or removed', async () => {
    const { server, state, subscribe } = watching();
    await subscribe();
    server.lastWatch.answer(snapshotReply(0));
    server.send(frame(0, [activityEvent(1, 'started')]));
    const first = (await state()).activeAgents;
    server.send(frame(1, [activityEvent(2)]));
    expect((await state()).activeAgents).toBe(first);
    server.send(frame(2, [activityEvent(3, 'completed')]));
    expect((await state()).activeAgents.size).toBe(0);
  });
});
