import type { AgentActivity } from '@streams/client';
import { ActivityList, Motion } from '@streams/react';
import { memo, useMemo, useRef, useState, type ReactNode } from 'react';
import { api } from '../api.js';
import { sentence } from '../useLoad.js';
import { mergeFeed } from './mergeFeed.js';
import { Problem } from './Problem.js';

const PAGE = 50;
const ROWS = 100;
const UNKNOWN: readonly AgentActivity[] = [];

/** The props of {@link Feed}. */
export interface FeedProps {
  readonly streamId: string;
  /** Newest first; undefined before they are known. */
  readonly live: readonly AgentActivity[] | undefined;
}

/** The whole feed: live activities, and older ones on demand. */
export const Feed = memo(function Feed({ streamId, live = UNKNOWN }: FeedProps): ReactNode {
  const kept = useRef<readonly AgentActivity[]>([]);
  const feed = useMemo(() => (kept.current = mergeFeed(kept.current, live)), [live]);
  const [older, setOlder] = useState<readonly AgentActivity[]>([]);
  const [next, setNext] = useState<number | null | undefined>(undefined);
  const [error, setError] = useState<string | undefined>(undefined);
  const [isLoading, setIsLoading] = useState(false);
  const all = useMemo(() => {
    const shown = new Set(feed.map((activity) => activity.id));
    return [...feed, ...older.filter((activity) => !shown.has(activity.id))];
  }, [feed, older]);
  const [rows, setRows] = useState(ROWS);
  const load = async (): Promise<void> => {
    setRows((before) => before + ROWS);
    if (all.length > rows) return;
    setIsLoading(true);
    setError(undefined);
    try {
      // The first pages are already shown: continue until there is something new.
      let before = next;
      let found: readonly AgentActivity[] = [];
      const shown = new Set(all.map((activity) => activity.id));
      do {
        const page = await api.listActivities(streamId, { limit: PAGE, before_seq: before ?? undefined });
        found = page.activities.filter((activity) => !shown.has(activity.id));
        before = page.next_before_seq;
      } while (found.length === 0 && before !== null);
      setOlder((known) => [...known, ...found]);
      setNext(before);
    } catch (failure) {
      setError(sentence(failure));
    }
    setIsLoading(false);
  };
  return (
    <section className="panel feed" aria-labelledby="feed">
      <h2 id="feed">Feed</h2>
      {live === UNKNOWN && all.length === 0 ? null : (
        <Motion>
          <ActivityList activities={all} limit={rows} announce={false} />
        </Motion>
      )}
      {error === undefined ? null : <Problem text={error} />}
      {all.length <= rows && (next === null || live.length < PAGE) ? null : (
        <button type="button" className="more" disabled={isLoading} onClick={() => void load()}>
          {isLoading ? 'Loading…' : 'Load older'}
        </button>
      )}
    </section>
  );
});
