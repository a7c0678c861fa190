import type { AgentActivity } from '@streams/client';
import { AnimatePresence } from 'motion/react';
import * as m from 'motion/react-m';
import type { ReactNode } from 'react';
import { AgentIcon } from './icons.js';
import { RelativeTime } from './RelativeTime.js';
import { useStrings } from './strings.js';
import { useThrottled } from './useThrottled.js';

const PERIOD_MS = 300;

/** What {@link ActivityList} takes. */
export interface ActivityListProps {
  /** Newest first. */
  readonly activities: readonly AgentActivity[];
  /** How many to show; all of them where not given. */
  readonly limit?: number;
}

/** The feed: what agents say, newest first, sliding in. A polite live region. */
export function ActivityList({ activities, limit }: ActivityListProps): ReactNode {
  const strings = useStrings();
  const shown = useThrottled(activities, PERIOD_MS).slice(0, limit);
  if (shown.length === 0) return <p className="streams-empty">{strings.noActivities}</p>;
  return (
    <ol className="streams-activities" aria-live="polite" aria-relevant="additions" aria-label={strings.activities}>
      <AnimatePresence initial={false} mode="popLayout">
        {shown.map((activity) => (
          <m.li
            key={activity.id}
            className="streams-activity"
            data-type={activity.activity_type}
            initial={{ opacity: 0, x: 'var(--streams-slide, -24px)' }}
            animate={{ opacity: 1, x: 0 }}
            exit={{ opacity: 0, transition: { duration: 0.1 } }}
            transition={{ type: 'spring', stiffness: 320, damping: 30 }}
          >
            <ActivityRow activity={activity} />
          </m.li>
        ))}
      </AnimatePresence>
    </ol>
  );
}

function ActivityRow({ activity }: { readonly activity: AgentActivity }): ReactNode {
  const strings = useStrings();
  const found = activity.activity_type === 'progress' ? activity.data?.['items_created'] : undefined;
  return (
    <>
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
    </>
  );
}
