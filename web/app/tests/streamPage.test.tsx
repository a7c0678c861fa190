import { createStreamsClient, defaultEnvironment, type Frame, type Snapshot, type TransportEvents } from '@streams/client';
import { StreamsProvider } from '@streams/react';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, expect, it, vi } from 'vitest';
import { StreamPage } from '../src/pages/StreamPage.js';
import { activities } from './activities.js';

const AT = '2026-11-22T12:00:00Z';

const snapshot: Snapshot = {
  stream: {
    id: 's',
    name: 'Fifty companies',
    description: null,
    goal_criteria: {},
    target_metrics: { companies_to_find: 50 },
    goal_deadline: null,
    goal_status: 'in_progress',
    created_at: AT,
    updated_at: AT,
    completed_at: null,
  },
  progress: { stream_id: 's', completed: 5, total: 50, percentage: 10, last_updated: AT },
  activities: activities(3, 1),
  milestones: [],
  active_agents: [],
  position: { epoch: 'e', seq: 3 },
};

/** The page, on a connection whose server answers as the test says. */
function shown() {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.stubGlobal('fetch', () => new Promise(() => undefined));
  let reply: (snapshot: Snapshot) => void = () => undefined;
  let events: TransportEvents | undefined;
  const transport = (given: TransportEvents) => {
    events = given;
    return {
      name: 'signalr' as const,
      connect: () => Promise.resolve(),
      close: () => undefined,
      watch: () => new Promise<{ mode: 'snapshot'; snapshot: Snapshot }>((resolve) => (reply = (of) => { resolve({ mode: 'snapshot', snapshot: of }); })),
      unwatch: () => undefined,
      report: () => Promise.reject(new Error('not used')),
    };
  };
  const environment = { ...defaultEnvironment(), requestFrame: undefined };
  const client = createStreamsClient({ url: 'http://server', environment, transports: { primary: transport, fallback: transport } });
  const root = createRoot(document.body.appendChild(document.createElement('div')));
  const feed = () => document.querySelector('.feed');
  return {
    render: async () => {
      act(() => {
        root.render(<StreamsProvider client={client}><StreamPage id="s" /></StreamsProvider>);
      });
      // Animations are loaded after the first render.
      await act(() => vi.dynamicImportSettled());
    },
    reply: (given: Snapshot) => { reply(given); },
    send: (frame: Frame) => { events?.onFrame(frame, 'live'); },
    rows: () => feed()?.querySelectorAll('li').length,
    saysEmpty: () => feed()?.textContent.includes('No activity yet'),
    unmount: () => {
      act(() => {
        root.unmount();
      });
    },
  };
}

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('never says that there is no activity before the snapshot, and shows its activities at once', async () => {
  vi.useFakeTimers();
  const page = shown();
  await page.render();
  await act(() => vi.advanceTimersByTimeAsync(50));
  expect([page.rows(), page.saysEmpty()]).toEqual([0, false]);
  page.reply(snapshot);
  const empty: unknown[] = [];
  const observer = new MutationObserver(() => empty.push(page.saysEmpty()));
  observer.observe(document.body, { childList: true, subtree: true, characterData: true });
  // The store tells its subscribers after one frame.
  await act(() => vi.advanceTimersByTimeAsync(16));
  expect(page.rows()).toBe(3);
  expect(empty).not.toContain(true);
  observer.disconnect();
  page.unmount();
});

it('says that there is no activity once that is known, and shows the first one at once', async () => {
  vi.useFakeTimers();
  const page = shown();
  await page.render();
  await act(() => vi.advanceTimersByTimeAsync(50));
  page.reply({ ...snapshot, activities: [] });
  await act(() => vi.advanceTimersByTimeAsync(16));
  expect([page.rows(), page.saysEmpty()]).toEqual([0, true]);
  await act(() => vi.advanceTimersByTimeAsync(1_000));
  for (const payload of activities(4, 4)) page.send({ stream_id: 's', epoch: 'e', from: 3, to: 4, events: [{ seq: 4, event: 'agent-activity', payload, at: AT }] });
  await act(() => vi.advanceTimersByTimeAsync(20));
  expect(page.rows()).toBe(1);
  page.unmount();
});
