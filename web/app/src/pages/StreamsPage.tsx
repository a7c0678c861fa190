import type { GoalStatus } from '@streams/client';
import { englishStrings } from '@streams/react';
import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { api } from '../api.js';
import { Problem } from '../parts/Problem.js';
import { StreamRow } from '../parts/StreamRow.js';
import { Link } from '../router.js';
import { sentence, useLoad } from '../useLoad.js';
import { useTitle } from '../useTitle.js';

const PAGE = 20;
const REFRESH_MS = 15_000;

/** All streams, newest first, each with a live bar. */
export function StreamsPage(): ReactNode {
  useTitle('Streams');
  const [status, setStatus] = useState<GoalStatus | undefined>(undefined);
  const [limit, setLimit] = useState(PAGE);
  const { value, error, isLoading, reload } = useLoad(
    useCallback((signal: AbortSignal) => api.listStreams({ status, limit }, signal), [status, limit]),
  );
  useEffect(() => {
    // Existing rows are live. New streams appear with the next refresh, or when the page becomes visible again.
    const refresh = (): void => {
      if (document.visibilityState === 'visible') reload();
    };
    const timer = setInterval(refresh, REFRESH_MS);
    document.addEventListener('visibilitychange', refresh);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', refresh);
    };
  }, [reload]);
  return (
    <>
      <div className="heading">
        <h1>Streams</h1>
        <label>
          Status{' '}
          <select
            value={status ?? ''}
            onChange={(event) => {
              setStatus(event.target.value === '' ? undefined : (event.target.value as GoalStatus));
            }}
          >
            <option value="">All</option>
            {Object.entries(englishStrings.goalStatus).map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </label>
      </div>
      {error === undefined ? null : <Problem text={sentence(undefined) === error ? `${error} The list may be out of date.` : error} retry={reload} />}
      {value === undefined ? isLoading ? <Skeleton /> : null : value.streams.length === 0 ? <Empty filtered={status !== undefined} /> : null}
      <ul className="streams">
        {value?.streams.map((stream) => (
          <li key={stream.id}>
            <StreamRow stream={stream} />
          </li>
        ))}
      </ul>
      {value?.next_cursor == null || limit >= 200 ? null : (
        <button
          type="button"
          className="more"
          disabled={isLoading}
          onClick={() => {
            setLimit((before) => Math.min(200, before + PAGE));
          }}
        >
          Show more
        </button>
      )}
    </>
  );
}

function Skeleton(): ReactNode {
  return (
    <div className="skeletons" role="status" aria-label="Loading streams">
      <div className="skeleton" />
      <div className="skeleton" />
      <div className="skeleton" />
    </div>
  );
}

function Empty({ filtered }: { readonly filtered: boolean }): ReactNode {
  return (
    <section className="panel empty">
      <h2>{filtered ? 'No stream has this status' : 'No streams yet'}</h2>
      <p>{filtered ? 'Choose another status to see other streams.' : 'Create a goal, and watch agents work towards it.'}</p>
      {filtered ? null : (
        <Link to="/new" className="button">
          Create the first goal
        </Link>
      )}
    </section>
  );
}
