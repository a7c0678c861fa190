import { LiveProgressCard, MilestoneToast, useStreamProgress } from '@streams/react';
import { useState, type ReactNode } from 'react';
import { AgentsPanel } from '../parts/AgentsPanel.js';
import { Feed } from '../parts/Feed.js';
import { ItemsTable } from '../parts/ItemsTable.js';
import { Timeline } from '../parts/Timeline.js';
import { Link } from '../router.js';
import { useTitle } from '../useTitle.js';

/** One stream: the card, agents, milestones, companies and the whole feed. */
export function StreamPage({ id }: { readonly id: string }): ReactNode {
  const { stream, progress, status, activities, milestones } = useStreamProgress(id);
  const [sound, setSound] = useState(false);
  useTitle(stream === undefined ? 'Streams' : `${String(progress?.percentage ?? 0)}% · ${stream.name}`);
  if (status === 'gone' || status === 'refused') {
    return (
      <section className="panel empty">
        <h1>{status === 'gone' ? 'This stream was deleted' : 'This stream is not there'}</h1>
        <p>It may have been deleted, or the address may be mistyped.</p>
        <Link to="/" className="button">
          All streams
        </Link>
      </section>
    );
  }
  return (
    <>
      <h1 className="streams-visually-hidden">{stream?.name ?? 'Stream'}</h1>
      <div className="columns">
        <div className="column">
          <LiveProgressCard streamId={id} />
          <ItemsTable streamId={id} changed={progress?.last_updated} />
        </div>
        <div className="column">
          <AgentsPanel streamId={id} changed={activities.find((activity) => activity.activity_type !== 'progress')?.id} />
          <Timeline milestones={milestones} />
          <Feed streamId={id} live={activities} />
        </div>
      </div>
      <label className="check sound">
        <input
          type="checkbox"
          checked={sound}
          onChange={(event) => {
            setSound(event.target.checked);
          }}
        />
        <span>A sound with each milestone</span>
      </label>
      <MilestoneToast streamId={id} sound={sound} />
    </>
  );
}
