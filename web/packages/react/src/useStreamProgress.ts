import type {
  ActiveAgent,
  AgentActivity,
  Milestone,
  Problem,
  Progress,
  ProgressBroadcaster,
  ProgressStream,
  StreamStatus,
} from '@streams/client';
import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { useStreamsClient } from './StreamsProvider.js';

/** A stream's current state, and the actions on it. */
export interface StreamProgress {
  /** The progress, or undefined before the first snapshot. */
  readonly progress: Progress | undefined;
  /** The last 50 activities, newest first. */
  readonly activities: readonly AgentActivity[];
  /** Whether the state is live. */
  readonly isConnected: boolean;
  /** The ids of the active agents. */
  readonly activeAgents: ReadonlySet<string>;
  /** The active agents, in the order in which they started. */
  readonly agents: readonly ActiveAgent[];
  /** The newest 200 milestones, oldest first. */
  readonly milestones: readonly Milestone[];
  /** The stream itself, or undefined before the first snapshot. */
  readonly stream: ProgressStream | undefined;
  /** The state of the watch; `stream.goal_status` is the state of the goal. */
  readonly status: StreamStatus;
  /** Why the stream cannot be watched, if so. */
  readonly error: Problem | undefined;
  /** Reports progress; resolves once it is durable, rejects with a `BroadcastError`. */
  readonly broadcastProgress: ProgressBroadcaster['broadcastProgress'];
  /** Reports an activity; resolves once it is durable, rejects with a `BroadcastError`. */
  readonly broadcastActivity: ProgressBroadcaster['broadcastActivity'];
  /** Fetches a new snapshot from the server. */
  readonly refresh: () => void;
}

/**
 * Watches a stream for as long as the component is mounted. All components that watch one stream share one watch, and all streams one connection.
 * @param streamId - The stream's id.
 */
export function useStreamProgress(streamId: string): StreamProgress {
  const client = useStreamsClient();
  const store = useMemo(() => client.store(streamId), [client, streamId]);
  const state = useSyncExternalStore(store.subscribe, store.getSnapshot, store.getServerSnapshot);
  const broadcaster = useBroadcaster(streamId);
  const broadcastProgress = useCallback<ProgressBroadcaster['broadcastProgress']>((...report) => broadcaster().broadcastProgress(...report), [broadcaster]);
  const broadcastActivity = useCallback<ProgressBroadcaster['broadcastActivity']>((...report) => broadcaster().broadcastActivity(...report), [broadcaster]);
  const refresh = useCallback(() => {
    store.refresh();
  }, [store]);
  return useMemo(
    () => ({
      progress: state.progress,
      activities: state.activities,
      isConnected: state.isConnected,
      activeAgents: state.activeAgents,
      agents: state.agents,
      milestones: state.milestones,
      stream: state.stream,
      status: state.status,
      error: state.error,
      broadcastProgress,
      broadcastActivity,
      refresh,
    }),
    [state, broadcastProgress, broadcastActivity, refresh],
  );
}

/** Creates a broadcaster on the first report: most viewers never report. */
function useBroadcaster(streamId: string): () => ProgressBroadcaster {
  const client = useStreamsClient();
  const created = useRef<ProgressBroadcaster | undefined>(undefined);
  useEffect(
    () => () => {
      // Flushes: a report that was made just before the component unmounts is still delivered.
      void created.current?.dispose();
      created.current = undefined;
    },
    [client, streamId],
  );
  return useCallback(() => (created.current ??= client.broadcaster(streamId)), [client, streamId]);
}
