import type { Milestone } from '@streams/client';
import { MilestoneIcon, RelativeTime } from '@streams/react';
import { memo, type ReactNode } from 'react';

/** The milestones, in order. */
export const Timeline = memo(function Timeline({ milestones }: { readonly milestones: readonly Milestone[] }): ReactNode {
  return (
    <section className="panel" aria-labelledby="milestones">
      <h2 id="milestones">Milestones</h2>
      {milestones.length === 0 ? (
        <p className="streams-empty">No milestones yet.</p>
      ) : (
        <ol className="timeline">
          {milestones.map((milestone) => (
            <li key={milestone.id}>
              <span className="timeline-icon">
                <MilestoneIcon type={milestone.type} />
              </span>
              <span>
                <strong dir="auto">{milestone.title}</strong>
                <span className="muted" dir="auto">
                  {milestone.description}
                </span>
              </span>
              <span className="muted small">
                <RelativeTime time={milestone.timestamp} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
});
