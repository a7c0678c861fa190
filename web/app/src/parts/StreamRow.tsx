import type { ListedStream } from '@streams/client';
import { counterText, healthOf, Motion, ProgressBar, useStreamProgress, useStrings } from '@streams/react';
import type { ReactNode } from 'react';
import { Link } from '../router.js';

/** One stream in the list: first from the list's reply, then live. */
export function StreamRow({ stream: listed }: { readonly stream: ListedStream }): ReactNode {
  const live = useStreamProgress(listed.id);
  const strings = useStrings();
  const stream = live.stream ?? listed;
  const progress = live.progress ?? listed.progress;
  const counter = counterText(strings, progress.completed, progress.total);
  return (
    <article className="panel row">
      <div className="row-line">
        <h2 dir="auto">
          <Link to={`/streams/${stream.id}`}>{stream.name}</Link>
        </h2>
        <span className="streams-goal" data-status={stream.goal_status}>
          {strings.goalStatus[stream.goal_status]}
        </span>
      </div>
      <Motion>
        <ProgressBar percentage={progress.percentage} label={stream.name} text={counter} health={healthOf(stream, Date.now())} isWorking={live.activeAgents.size > 0} />
      </Motion>
      <div className="row-line small">
        <span>{progress.total === null ? counter : `${counter} companies`}</span>
        {progress.quality_score === undefined ? null : <span>quality {progress.quality_score.toFixed(1)}</span>}
        {live.activeAgents.size === 0 ? null : (
          <span className="working">
            <span className="streams-pulse" aria-hidden="true" /> {live.activeAgents.size} active {live.activeAgents.size === 1 ? 'agent' : 'agents'}
          </span>
        )}
        <span className="end">{progress.percentage === null ? '' : `${String(progress.percentage)}%`}</span>
      </div>
    </article>
  );
}
