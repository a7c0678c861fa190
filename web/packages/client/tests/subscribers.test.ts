import { describe, expect, it, vi } from 'vitest';

import { frame, progressEvent, snapshotReply } from './samples.js';
import { watching } from './watching.js';

describe('subscribers', () => {
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
    const raised = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation(() => undefined);
    await subscribe();
    const listener = vi.fn();
    store.subscribe(() => {
      throw new Error('mine');
    });
    store.subscribe(listener);
    server.lastWatch.answer(snapshotReply(5));
    await state();
    expect(listener).toHaveBeenCalled();
    expect(raised).toHaveBeenCalled();
    raised.mockRestore();
  });
});
