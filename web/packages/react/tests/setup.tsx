import { act, cleanup, render, type RenderResult } from '@testing-library/react';
import { MotionGlobalConfig } from 'motion/react';
import { StrictMode, type ReactNode } from 'react';
import { afterEach, beforeEach, vi } from 'vitest';
import { StreamsProvider } from '../src/index.js';
import { FakeClient, type FakeStore } from './fakeClient.js';

// The page of these tests cannot animate; what is shown is what an animation ends with.
MotionGlobalConfig.skipAnimations = true;

/** What is on the page, and where it comes from. */
export interface Shown extends Pick<RenderResult, 'container' | 'rerender' | 'unmount'> {
  readonly client: FakeClient;
  readonly store: FakeStore;
}

/** Renders under StrictMode with a fake client, on a clock of the test's own. */
export function show(children: ReactNode, client = new FakeClient()): Shown {
  const wrapper = ({ children: shown }: { readonly children: ReactNode }): ReactNode => (
    <StrictMode>
      <StreamsProvider client={client}>{shown}</StreamsProvider>
    </StrictMode>
  );
  const { container, rerender, unmount } = render(children, { wrapper });
  return { container, rerender, unmount, client, store: client.store('s') };
}

/** Moves the clock on. */
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
