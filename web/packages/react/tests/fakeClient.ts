import {
  IDLE_STATE,
  type AgentActivity,
  type Milestone,
  type ProgressBroadcaster,
  type ProgressStream,
  type StreamsClient,
  type StreamState,
  type StreamStore,
} from '@streams/client';

/** A store that the test fills; counts watches. */
export class FakeStore implements StreamStore {
  watches = 0;
  refreshes = 0;
  readonly streamId: string;
  #state: StreamState = IDLE_STATE;
  readonly #listeners = new Set<() => void>();

  constructor(streamId: string) {
    this.streamId = streamId;
  }

  set(change: Partial<StreamState>): void {
    this.#state = { ...this.#state, ...change };
    for (const notify of [...this.#listeners]) notify();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    if (this.#listeners.size === 0) this.watches++;
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  get listeners(): number {
    return this.#listeners.size;
  }

  readonly getSnapshot = (): StreamState => this.#state;
  readonly getServerSnapshot = (): StreamState => IDLE_STATE;
  readonly onEvents = (): (() => void) => () => undefined;
  readonly refresh = (): void => {
    this.refreshes++;
  };
}

/** A client with fake stores. Its broadcasters only record reports. */
export class FakeClient implements StreamsClient {
  readonly url = 'http://fake';
  readonly stores = new Map<string, FakeStore>();
  readonly reports: unknown[] = [];
  disposed = 0;

  readonly store = (streamId: string): FakeStore => {
    const known = this.stores.get(streamId) ?? new FakeStore(streamId);
    this.stores.set(streamId, known);
    return known;
  };

  readonly broadcaster = (): ProgressBroadcaster => {
    const record = (...report: unknown[]): Promise<never> => {
      this.reports.push(report[0]);
      return new Promise(() => undefined);
    };
    const dispose = (): void => {
      this.disposed++;
    };
    return { broadcastProgress: record, broadcastActivity: record, dispose } as unknown as ProgressBroadcaster;
  };

  readonly report = (): Promise<never> => Promise.reject(new Error('not used'));
  readonly close = (): void => undefined;
}

export function stream(change: Partial<ProgressStream> = {}): ProgressStream {
  return {
    id: 's',
    name: 'Fifty companies',
    description: null,
    goal_criteria: {},
    target_metrics: { companies_to_find: 50 },
    goal_deadline: null,
    goal_status: 'in_progress',
    created_at: '2026-11-22T11:00:00.000Z',
    updated_at: '2026-11-22T11:00:00.000Z',
    completed_at: null,
    ...change,
  };
}

/** The state of a live store with a number of companies. */
export function live(completed: number, total = 50): Partial<StreamState> {
  return {
    status: 'live',
    isConnected: true,
    stream: stream(),
    progress: { stream_id: 's', completed, total, percentage: Math.round((100 * completed) / total), last_updated: new Date().toISOString() },
  };
}

/** The n-th activity. */
export function activity(n: number, change: Partial<AgentActivity> = {}): AgentActivity {
  return {
    id: `s-${String(n)}`,
    stream_id: 's',
    agent_id: 'a',
    agent_name: 'Opportunity Bot',
    agent_type: 'opportunity_bot',
    activity_type: 'progress',
    message: `Message ${String(n)}`,
    timestamp: new Date().toISOString(),
    ...change,
  };
}

/** The n-th milestone, `ageSeconds` ago. */
export function milestone(n: number, ageSeconds = 0): Milestone {
  return {
    id: `m-${String(n)}`,
    stream_id: 's',
    type: 'progress_milestone',
    title: `Milestone ${String(n)}`,
    description: 'Reached.',
    timestamp: new Date(Date.now() - ageSeconds * 1_000).toISOString(),
  };
}
