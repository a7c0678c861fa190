import type { Progress } from '@streams/client';
import { LiveProgressCard, MilestoneToast, useStreamProgress } from '@streams/react';
import { useCallback, useState, type ReactNode } from 'react';
import { AgentsPanel } from '../parts/AgentsPanel.js';
import { Feed } from '../parts/Feed.js';
import { ItemsTable } from '../parts/ItemsTable.js';
import { Timeline } from '../parts/Timeline.js';
import { Link } from '../router.js';
import { useThrottled } from '../useThrottled.js';
import { useReady } from '../useReady.js';
import { useTitle } from '../useTitle.js';

const FEED_MS = 300;
const ITEMS_MS = 1_500;
const AGENTS_MS = 500;

function titleOf(progress: Progress | undefined): string {
  return progress?.percentage === null ? progress.completed.toLocaleString() : `${String(progress?.percentage ?? 0)}%`;
}

/** One stream: the card, agents, milestones, companies and the whole feed. */
export function StreamPage({ id }: { readonly id: string }): ReactNode {
  const { stream, progress, status, activities, milestones } = useStreamProgress(id);
  const [sound, setSound] = useState(false);

  // This page renders on every frame of the stream, but its parts render only when these values change.
  const feed = useThrottled(stream && activities, FEED_MS);
  const found = useThrottled(progress?.last_updated, ITEMS_MS);
  const agentChange = useThrottled(activities.find((activity) => activity.activity_type !== 'progress')?.id, AGENTS_MS);

  // To avoid layout shifts, lower parts wait until the parts above them have their height.
  const isCardKnown = useReady(stream !== undefined);
  const [isTableKnown, setIsTableKnown] = useState(false);
  const onTableKnown = useCallback(() => {
    setIsTableKnown(true);
  }, []);
  const isAllKnown = useReady(stream !== undefined && isTableKnown);
  useTitle(stream === undefined ? 'Streams' : `${titleOf(progress)} · ${stream.name}`);
  if (status === 'gone' || status === 'refused') {
    return (
      <section className="panel empty">
        <h1>{status === 'gone' ? 'This stream was deleted' : 'This stream does not exist'}</h1>
        <p>{status === 'gone' ? 'Its data no longer exists.' : 'It may have been deleted, or the address may be wrong.'}</p>
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
          <div hidden={!isCardKnown}>
            <ItemsTable streamId={id} changed={found} onKnown={onTableKnown} />
          </div>
        </div>
        <div className="column" hidden={!isAllKnown}>
          <AgentsPanel streamId={id} changed={agentChange} />
          <Timeline milestones={milestones} />
          <Feed streamId={id} live={feed} />
        </div>
      </div>
      <label className="check sound" hidden={!isAllKnown}>
        <input
          type="checkbox"
          checked={sound}
          onChange={(event) => {
            setSound(event.target.checked);
          }}
        />
        <span>Play a sound for each milestone</span>
      </label>
      <MilestoneToast streamId={id} sound={sound} />
    </>
  );
}
