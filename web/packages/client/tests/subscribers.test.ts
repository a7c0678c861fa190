import { describe, expect, it, vi } from 'vitest';

import { frame, progressEvent, snapshot, snapshotReply } from './samples.js';
import { eachWithSurfacedErrors } from './surfaced.js';
import { watching } from './watching.js';

describe('subscribers', () => {
  const surfaced = eachWithSurfacedErrors();

  it('are called once per animation frame, however much arrived', async () => {
    const { environment, server, store, state, subscribe } = watching();
    await subscribe();
    server.lastWatch.answer(snapshotReply(0));
    await state();
    const listener = vi.fn();
    store.subscribe(listener);
    const before = store.getSnapshot();
    for (let seq = 1; seq <= 100; seq++) server.send(frame(seq - 1, [progressEvent(seq)]));
    await environment.settle();
    expect(store.getSnapshot()).toBe(before);
    expect(listener).not.toHaveBeenCalled();
    await environment.paint();
    expect(listener).toHaveBeenCalledTimes(1);
    expect(store.getSnapshot().progress?.completed).toBe(100);
  });

  it('are called by a timer if nothing is painted', async () => {
    for (const prepare of ['hidden', 'no screen', 'hidden after asking'] as const) {
      const { environment, server, store, state, subscribe } = watching();
      await subscribe();
      server.lastWatch.answer(snapshotReply(0));
      await state();
      if (prepare === 'hidden') environment.visible = false;
      if (prepare === 'no screen') environment.requestFrame = undefined;
      server.send(frame(0, [progressEvent(1)]));
      await environment.advance(250);
      expect(store.getSnapshot().progress?.completed, prepare).toBe(1);
    }
  });

  it('are not called if nothing changed', async () => {
    const { server, store, state, subscribe } = watching();
    await subscribe();
    server.lastWatch.answer(snapshotReply(5));
    await state();
    const listener = vi.fn();
    store.subscribe(listener);
    server.send(frame(3, [progressEvent(4)]));
    await state();
    expect(listener).not.toHaveBeenCalled();
  });

  it('are called even if another one throws, whose error surfaces', async () => {
    const { server, store, state, subscribe } = watching();
    await subscribe();
    const listener = vi.fn();
    store.subscribe(() => {
      throw new Error('mine');
    });
    store.subscribe(listener);
    server.lastWatch.answer(snapshotReply(5));
    await state();
    expect(listener).toHaveBeenCalled();
    expect(surfaced).toEqual([new Error('mine')]);
  });

  it('are called even if the debug log throws', async () => {
    const { environment, server, store, state, news, subscribe } = watching({ debug: true });
    environment.log = () => {
      throw new Error('mine');
    };
    await subscribe();
    server.lastWatch.answer(snapshotReply(5));
    expect(await state()).toMatchObject({ status: 'live', position: { seq: 5 } });
    server.send(frame(5, [progressEvent(6)]));
    expect(await state()).toMatchObject({ position: { seq: 6 } });
    expect(news.map((each) => each.source)).toEqual(['snapshot', 'live']);
    server.drop();
    await environment.advance(500);
    server.lastWatch.answer(snapshotReply(7));
    expect(await state()).toMatchObject({ status: 'live', position: { seq: 7 } });
    expect(store.getSnapshot().progress?.completed).toBe(7);
    expect(surfaced).toContainEqual(new Error('mine'));
  });

  it('of one stream are called even if the state of another cannot be computed', async () => {
    const { server, client, store, state, subscribe } = watching();
    const broken = client.store('broken');
    broken.subscribe(() => undefined);
    await subscribe();
    const [first, second] = server.watches;
    expect([first?.streamId, second?.streamId]).toEqual(['broken', 's1']);
    first?.answer({ mode: 'snapshot', snapshot: { ...snapshot(5), active_agents: undefined as never } });
    second?.answer(snapshotReply(5));
    expect((await state()).status).toBe('live');
    expect(store.getSnapshot().progress?.completed).toBe(5);
    expect(surfaced).toEqual([expect.any(TypeError)]);
  });
});
