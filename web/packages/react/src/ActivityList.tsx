import type { AgentActivity } from '@streams/client';
import { memo, useEffect, useRef, type ReactNode } from 'react';
import { AgentIcon } from './icons.js';
import { RelativeTime } from './RelativeTime.js';
import { useStrings } from './strings.js';
import { useThrottled } from './useThrottled.js';

const PERIOD_MS = 300;

/** If more rows than this are new at once, none slides in, because nobody could follow them. */
const MAX_SLIDING = 3;

/** The props of {@link ActivityList}. */
export interface ActivityListProps {
  /** Newest first. */
  readonly activities: readonly AgentActivity[];
  /** How many to show. Default: all. */
  readonly limit?: number;
  /** Whether a screen reader announces new ones (politely). Default true; only one list on a page should. */
  readonly announce?: boolean;
}

/** The feed of activities, newest first; new ones slide in. Updates at most every 300 ms. */
export function ActivityList({ activities, limit, announce = true }: ActivityListProps): ReactNode {
  return <Rows activities={useThrottled(activities, PERIOD_MS)} limit={limit} announce={announce} />;
}

interface RowsProps {
  readonly activities: readonly AgentActivity[];
  readonly limit: number | undefined;
  readonly announce: boolean;
}

const Rows = memo(function Rows({ activities, limit, announce }: RowsProps): ReactNode {
  const strings = useStrings();
  const shown = activities.slice(0, limit);
  const fresh = useFresh(shown);
  if (shown.length === 0) return <p className="streams-empty">{strings.noActivities}</p>;
  return (
    <ol className="streams-activities" aria-label={strings.activities} {...(announce ? { 'aria-live': 'polite', 'aria-relevant': 'additions' } : {})}>
      {shown.map((activity) => (
        <Row key={activity.id} activity={activity} isFresh={fresh.has(activity.id)} />
      ))}
    </ol>
  );
});

/** The ids of rows that are new since the last render, if they are few; none on the first render. */
function useFresh(shown: readonly AgentActivity[]): ReadonlySet<string> {
  const before = useRef<ReadonlySet<string> | undefined>(undefined);
  const known = before.current;
  useEffect(() => {
    before.current = new Set(shown.map((activity) => activity.id));
  });
  if (known === undefined || known.size === 0) return new Set();
  const fresh = shown.filter((activity) => !known.has(activity.id)).map((activity) => activity.id);
  return new Set(fresh.length <= MAX_SLIDING ? fresh : []);
}

const Row = memo(function Row({ activity, isFresh }: { readonly activity: AgentActivity; readonly isFresh: boolean }): ReactNode {
  const strings = useStrings();
  const found = activity.activity_type === 'progress' ? activity.data?.['items_created'] : undefined;
  return (
    <li className="streams-activity" data-type={activity.activity_type} data-fresh={isFresh ? '' : undefined}>
      <span className="streams-activity-icon">
        <AgentIcon type={activity.agent_type} />
      </span>
      <span className="streams-activity-text">
        <span className="streams-activity-agent">{activity.agent_name}</span>
        <span className="streams-visually-hidden">{` ${strings.activityType[activity.activity_type]}: `}</span>
        <span className="streams-activity-message" dir="auto">
          {activity.message}
        </span>
      </span>
      {typeof found === 'number' && found > 0 ? <span className="streams-activity-found">{strings.found(found)}</span> : null}
      <span className="streams-activity-time">
        <RelativeTime time={activity.timestamp} />
      </span>
    </li>
  );
});
