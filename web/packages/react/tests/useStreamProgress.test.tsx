import { act, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { LiveProgressCard, StreamsProvider, useStreamProgress, type StreamProgress } from '../src/index.js';
import { activity, FakeClient, live, milestone } from './fakeClient.js';
import { eachWithFakeTime, show } from './setup.js';

let last: StreamProgress;

function Probe({ id = 's' }: { readonly id?: string }): ReactNode {
  last = useStreamProgress(id);
  return <p>{last.progress === undefined ? 'nothing' : `${String(last.progress.completed)} done`}</p>;
}

describe('useStreamProgress', () => {
  eachWithFakeTime();

  it('shows the store\'s state, and nothing before the first snapshot', () => {
    const { store } = show(<Probe />);
    expect(screen.getByText('nothing')).toBeDefined();
    expect(last).toMatchObject({ isConnected: false, activities: [], milestones: [], status: 'idle', error: undefined });
    act(() => {
      store.set({ ...live(5), activities: [activity(1)], milestones: [milestone(1)], activeAgents: new Set(['a']) });
    });
    expect(screen.getByText('5 done')).toBeDefined();
    expect(last).toMatchObject({ isConnected: true, status: 'live', activeAgents: new Set(['a']) });
    expect(last.stream?.name).toBe('Fifty companies');
  });

  it('costs one watch for two components under StrictMode, and none once both are gone', () => {
    const { store, unmount } = show(
      <>
        <Probe />
        <Probe />
      </>,
    );
    expect(store.listeners).toBe(2);
    unmount();
    expect(store.listeners).toBe(0);
  });

  it('returns the same object until something changes', () => {
    const { store, rerender } = show(<Probe />);
    act(() => {
      store.set(live(1));
    });
    const before = last;
    rerender(<Probe />);
    expect(last.broadcastProgress).toBe(before.broadcastProgress);
    expect(last.activities).toBe(before.activities);
  });

  it('switches to another stream', () => {
    const client = new FakeClient();
    client.store('other').set(live(7));
    const { rerender } = show(<Probe />, client);
    rerender(<Probe id="other" />);
    expect(screen.getByText('7 done')).toBeDefined();
    expect(client.store('s').listeners).toBe(0);
  });

  it('reports through one broadcaster, disposed with the component', () => {
    const { client, unmount } = show(<Probe />);
    void last.broadcastProgress({ completed: 1, total: 2 });
    void last.broadcastActivity({ agent_id: 'a', agent_name: 'A', agent_type: 't', activity_type: 'started', message: 'm' });
    expect(client.reports).toHaveLength(2);
    unmount();
    expect(client.disposed).toBe(1);
  });

  it('refreshes the store', () => {
    const { store } = show(<Probe />);
    last.refresh();
    expect(store.refreshes).toBe(1);
  });

  it('renders on a server without connecting', () => {
    const client = new FakeClient();
    const html = renderToString(
      <StreamsProvider client={client}>
        <Probe />
        <LiveProgressCard streamId="s" targetMetrics={{ companies_to_find: 50 }} />
      </StreamsProvider>,
    );
    expect(html).toContain('nothing');
    expect(html).toContain('0 / 50');
    expect(client.store('s').watches).toBe(0);
  });
});
