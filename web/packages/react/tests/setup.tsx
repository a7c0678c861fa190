import { act, cleanup, render, type RenderResult } from '@testing-library/react';
import { MotionGlobalConfig } from 'motion/react';
import { StrictMode, type ReactNode } from 'react';
import { afterEach, beforeEach, vi } from 'vitest';
import { StreamsProvider } from '../src/index.js';
import { FakeClient, type FakeStore } from './fakeClient.js';

// happy-dom cannot animate: components show the final state.
MotionGlobalConfig.skipAnimations = true;

/** The rendered page and the client behind it. */
export interface Shown extends Pick<RenderResult, 'container' | 'rerender' | 'unmount'> {
  readonly client: FakeClient;
  readonly store: FakeStore;
}

/** Renders under StrictMode with a fake client and fake time. */
export function show(children: ReactNode, client = new FakeClient()): Shown {
  const wrapper = ({ children: shown }: { readonly children: ReactNode }): ReactNode => (
    <StrictMode>
      <StreamsProvider client={client}>{shown}</StreamsProvider>
    </StrictMode>
  );
  const { container, rerender, unmount } = render(children, { wrapper });
  return { container, rerender, unmount, client, store: client.store('s') };
}

/** Advances the clock. */
export function pass(ms: number): void {
  act(() => {
    vi.advanceTimersByTime(ms);
  });
}

/** Fake time, empty storage and a clean page for each test of a file. */
export function eachWithFakeTime(): void {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.parse('2026-11-22T12:00:00Z') });
    localStorage.clear();
  });
  afterEach(() => {
    cleanup();
    vi.useRealTimers();
  });
}
