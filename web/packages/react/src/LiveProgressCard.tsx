import type { ActiveAgent, Progress, ProgressStream, TargetMetrics } from '@streams/client';
import { AnimatePresence } from 'motion/react';
import * as m from 'motion/react-m';
import { memo, useId, type ReactNode } from 'react';
import { ActivityList } from './ActivityList.js';
import { ConnectionBadge } from './ConnectionBadge.js';
import { AgentIcon } from './icons.js';
import { Motion } from './Motion.js';
import { ProgressBar, type Health } from './ProgressBar.js';
import { RelativeTime } from './RelativeTime.js';
import { StringsContext, useStrings, type Strings } from './strings.js';
import { useIncrement } from './useIncrement.js';
import { useStreamProgress } from './useStreamProgress.js';
import { useThrottled } from './useThrottled.js';

const ACTIVITIES = 5;
const COUNTER_MS = 100;

/** The props of {@link LiveProgressCard}. */
export interface LiveProgressCardProps {
  /** The stream to show. */
  readonly streamId: string;
  /** The goal's target, shown until the stream is loaded. */
  readonly targetMetrics?: TargetMetrics;
  /** Added to the card's own class. */
  readonly className?: string;
  /** Replacements for the inherited strings. */
  readonly strings?: Partial<Strings>;
}

/** One stream, live: bar, counter, quality, active agents and the last five activities. */
export function LiveProgressCard({ streamId, targetMetrics, className, strings: own }: LiveProgressCardProps): ReactNode {
  const { progress, activities, agents, stream, status, error } = useStreamProgress(streamId);
  const strings = useStrings(own);
  const title = useId();
  const isGone = status === 'gone' || status === 'refused';
  return (
    <StringsContext.Provider value={strings}>
      <Motion>
        <section className={['streams-card', className].filter(Boolean).join(' ')} aria-labelledby={title} aria-busy={stream === undefined && !isGone}>
          <header className="streams-card-header">
            <h2 id={title} className="streams-card-title" dir="auto">
              {stream?.name ?? strings.loading}
            </h2>
            <ConnectionBadge status={status} />
          </header>
          {error === undefined ? null : (
            <p className="streams-error" role="alert">
              {error.detail}
            </p>
          )}
          <Counter key={stream?.id} progress={progress} target={targetMetrics?.companies_to_find} stream={stream} isWorking={agents.length > 0} />
          <Agents agents={agents} />
          {stream !== undefined ? (
            <ActivityList activities={activities} limit={ACTIVITIES} />
          ) : isGone ? null : (
            <p className="streams-empty">{strings.loading}</p>
          )}
          <footer className="streams-card-footer">
            {progress === undefined ? (stream === undefined ? null : strings.updated(strings.never)) : <RelativeTime time={progress.last_updated} wrap={strings.updated} />}
          </footer>
        </section>
      </Motion>
    </StringsContext.Provider>
  );
}

/** The health of a goal at a time (milliseconds since 1970). */
export function healthOf(stream: ProgressStream | undefined, now: number): Health {
  if (stream?.goal_status === 'completed' || stream?.goal_deadline == null) return 'healthy';
  if (Date.parse(stream.goal_deadline) < now) return 'overdue';
  return stream.goal_status === 'at_risk' ? 'at_risk' : 'healthy';
}

/** How far a stream is, in words: `25 / 50`, or `25 so far` without a target. */
export function counterText(strings: Strings, completed: number, total: number | null): string {
  return total === null ? strings.openCounter(completed.toLocaleString()) : strings.counter(completed.toLocaleString(), total.toLocaleString());
}

let scoreFormat: Intl.NumberFormat | undefined;

function formatScore(score: number): string {
  // Cached: creating one takes a millisecond, and a card renders ten times per second.
  scoreFormat ??= new Intl.NumberFormat(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 2 });
  return scoreFormat.format(score);
}

interface CounterProps {
  readonly progress: Progress | undefined;
  readonly target: number | null | undefined;
  readonly stream: ProgressStream | undefined;
  readonly isWorking: boolean;
}

function Counter({ progress, ...rest }: CounterProps): ReactNode {
  return <Count progress={useThrottled(progress, COUNTER_MS)} {...rest} />;
}

const Count = memo(function Count({ progress, target, stream, isWorking }: CounterProps): ReactNode {
  const strings = useStrings();
  const total = progress === undefined ? target : progress.total;
  const increment = useIncrement(progress?.completed);
  const text = total === undefined ? '' : counterText(strings, progress?.completed ?? 0, total);
  return (
    <div className="streams-progress">
      <div className="streams-progress-line">
        <span className="streams-counter">{text}</span>
        <AnimatePresence>
          {increment === undefined ? null : (
            <m.span
              key={increment.id}
              className="streams-increment"
              initial={{ opacity: 0, scale: 0.3, y: 6 }}
              animate={{ opacity: 1, scale: 1, y: 0 }}
              exit={{ opacity: 0, y: -10 }}
              transition={{ type: 'spring', stiffness: 500, damping: 15 }}
            >
              {strings.increment(increment.by.toLocaleString())}
            </m.span>
          )}
        </AnimatePresence>
        <span className="streams-goal" data-status={stream?.goal_status}>
          {stream === undefined ? '' : strings.goalStatus[stream.goal_status]}
        </span>
        {progress?.quality_score === undefined ? null : (
          <span className="streams-quality">
            {strings.quality} <strong>{formatScore(progress.quality_score)}</strong>
          </span>
        )}
        <span className="streams-percentage">{progress?.percentage == null ? '' : `${String(progress.percentage)}%`}</span>
      </div>
      <ProgressBar percentage={progress?.percentage} label={strings.progress} text={text} health={healthOf(stream, Date.now())} isWorking={isWorking} />
    </div>
  );
});

function Agents({ agents }: { readonly agents: readonly ActiveAgent[] }): ReactNode {
  const strings = useStrings();
  if (agents.length === 0) return <p className="streams-agents streams-muted">{strings.noAgents}</p>;
  return (
    <ul className="streams-agents" aria-label={strings.activeAgents}>
      {agents.map((agent) => (
        <li key={agent.agent_id} className="streams-agent">
          <span className="streams-pulse" aria-hidden="true" />
          <AgentIcon type={agent.agent_type} />
          {agent.agent_name}
          {agent.completed === undefined ? null : (
            <span className="streams-share">
              {agent.total === undefined ? agent.completed.toLocaleString() : strings.counter(agent.completed.toLocaleString(), agent.total.toLocaleString())}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
