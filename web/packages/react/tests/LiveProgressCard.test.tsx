import { act, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { LiveProgressCard } from '../src/index.js';
import { activity, live, stream } from './fakeClient.js';
import { eachWithFakeTime, pass, show } from './setup.js';

describe('LiveProgressCard', () => {
  eachWithFakeTime();

  it('shows the target and a loading state before the first snapshot', () => {
    show(<LiveProgressCard streamId="s" targetMetrics={{ companies_to_find: 50 }} className="mine" />);
    const card = screen.getByRole('region', { name: 'Loading' });
    expect(card.getAttribute('aria-busy')).toBe('true');
    expect(card.className).toBe('streams-card mine');
    expect(screen.getByText('0 / 50')).toBeDefined();
    expect(screen.queryByText(/No activity yet/)).toBeNull();
  });

  it('says that there is no activity once that is known', () => {
    const { store } = show(<LiveProgressCard streamId="s" />);
    act(() => {
      store.set(live(0));
    });
    expect(screen.getByText(/No activity yet/)).toBeDefined();
  });

  it('shows progress visually and to screen readers', () => {
    const { store } = show(<LiveProgressCard streamId="s" />);
    act(() => {
      store.set({ ...live(25), progress: { stream_id: 's', completed: 25, total: 50, percentage: 50, quality_score: 4.25, last_updated: new Date().toISOString() } });
    });
    const bar = screen.getByRole('progressbar');
    expect(bar.getAttribute('aria-valuenow')).toBe('50');
    expect(bar.getAttribute('aria-valuetext')).toBe('25 / 50');
    expect(screen.getByText('25 / 50')).toBeDefined();
    expect(screen.getByText('4.25')).toBeDefined();
    expect(screen.getByText('Live')).toBeDefined();
    expect(screen.getByText('Updated just now')).toBeDefined();
  });

  it('shows a count and a bar without a value if there is no target', () => {
    const { store } = show(<LiveProgressCard streamId="s" targetMetrics={{ companies_to_find: null }} />);
    expect(screen.getByText('0 so far')).toBeDefined();
    const agent = { agent_id: 'a', agent_name: 'Bot', agent_type: 'external', since: '2026-11-22T11:00:00.000Z', last_seen: '2026-11-22T11:00:00.000Z' };
    const progress = { stream_id: 's', completed: 1234, total: null, percentage: null, last_updated: new Date().toISOString() };
    act(() => {
      store.set({ ...live(0), progress, agents: [{ ...agent, completed: 1200 }, { ...agent, agent_id: 'b', agent_name: 'Other', completed: 34, total: 50 }] });
    });
    const bar = screen.getByRole('progressbar');
    expect(bar.hasAttribute('aria-valuenow')).toBe(false);
    expect(bar.getAttribute('aria-valuetext')).toBe('1,234 so far');
    expect(bar.getAttribute('data-working')).toBe('true');
    expect(screen.queryByText(/%/)).toBeNull();
    expect(screen.getByText('1,200')).toBeDefined();
    expect(screen.getByText('34 / 50')).toBeDefined();
    act(() => {
      store.set({ ...live(0), progress: { ...progress, percentage: 40 }, agents: [] });
    });
    pass(100);
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('40');
    expect(screen.getByText('40%')).toBeDefined();
  });

  it('shows no gain for the first snapshot, one for later growth, and adds growth within 2 s', () => {
    const { store, container } = show(<LiveProgressCard streamId="s" />);
    act(() => {
      store.set(live(20));
    });
    expect(container.querySelector('.streams-increment')).toBeNull();
    for (let completed = 21; completed <= 25; completed++) {
      act(() => {
        store.set(live(completed));
      });
    }
    pass(100);
    expect(container.querySelector('.streams-increment')?.textContent).toBe('+5');
    pass(2_500);
    act(() => {
      store.set(live(26));
    });
    const gains = [...container.querySelectorAll('.streams-increment')].map((gain) => gain.textContent);
    expect(gains).toContain('+1');
  });

  it('shows the active agents', () => {
    const { store } = show(<LiveProgressCard streamId="s" />);
    expect(screen.getByText('No active agents')).toBeDefined();
    act(() => {
      store.set({
        ...live(1),
        agents: [{ agent_id: 'a', agent_name: 'Opportunity Bot', agent_type: 'opportunity_bot', since: '2026-11-22T11:00:00Z', last_seen: '2026-11-22T11:00:00Z' }],
      });
    });
    expect(within(screen.getByRole('list', { name: 'Active agents' })).getByText('Opportunity Bot')).toBeDefined();
  });

  it('shows the last five activities, newest first, with their gains', () => {
    const { store } = show(<LiveProgressCard streamId="s" />);
    const all = [7, 6, 5, 4, 3, 2, 1].map((n) => activity(n, n === 7 ? { data: { items_created: 5 } } : {}));
    act(() => {
      store.set({ ...live(5), activities: all });
    });
    pass(400);
    const shown = within(screen.getByRole('list', { name: 'Recent activity' })).getAllByRole('listitem');
    expect(shown).toHaveLength(5);
    expect(shown[0]?.textContent).toContain('Message 7');
    expect(shown[0]?.textContent).toContain('+5 companies');
    expect(shown[4]?.textContent).toContain('Message 3');
  });

  it('colours activities by type', () => {
    const { store, container } = show(<LiveProgressCard streamId="s" />);
    act(() => {
      store.set({ ...live(5), activities: [activity(3, { activity_type: 'failed' }), activity(2, { activity_type: 'completed' }), activity(1, { activity_type: 'started' })] });
    });
    pass(400);
    expect([...container.querySelectorAll('.streams-activity')].map((row) => row.getAttribute('data-type'))).toEqual(['failed', 'completed', 'started']);
  });

  it.each([
    ['at_risk', '2026-11-22T13:00:00Z', 'at_risk'],
    ['on_track', '2026-11-22T13:00:00Z', 'healthy'],
    ['at_risk', '2026-11-22T11:00:00Z', 'overdue'],
    ['completed', '2026-11-22T11:00:00Z', 'healthy'],
  ] as const)('colours the bar of a goal that is %s with a deadline at %s as %s', (goal_status, goal_deadline, health) => {
    const { store } = show(<LiveProgressCard streamId="s" />);
    act(() => {
      store.set({ ...live(5), stream: stream({ goal_status, goal_deadline }) });
    });
    expect(screen.getByRole('progressbar').getAttribute('data-health')).toBe(health);
  });

  it('keeps its state while offline, and shows that it reconnects', () => {
    const { store } = show(<LiveProgressCard streamId="s" />);
    act(() => {
      store.set(live(30));
    });
    act(() => {
      store.set({ status: 'reconnecting', isConnected: false });
    });
    expect(screen.getByText('Offline, reconnecting')).toBeDefined();
    expect(screen.getByText('30 / 50')).toBeDefined();
  });

  it('shows why a stream cannot be shown', () => {
    const { store } = show(<LiveProgressCard streamId="s" strings={{ unavailable: 'Nope' }} />);
    act(() => {
      store.set({
        status: 'refused',
        error: { type: 't', title: 'Not found', status: 404, detail: 'There is no stream s.', code: 'stream_not_found', retryable: false },
      });
    });
    expect(screen.getByRole('alert').textContent).toBe('There is no stream s.');
    expect(screen.getByText('Nope')).toBeDefined();
  });
});
