import { applyActivity, applyProgress, seen } from './activeAgents.js';
import type { ActiveAgent, AgentActivity, Frame, Milestone, Position, Progress, ProgressStream, Snapshot, StreamEvent } from '../contract/wire.js';

/** The maximum number of activities in a view, as in a snapshot. Older ones are in the history. */
export const MAX_ACTIVITIES = 50;

/** The maximum number of milestones in a view, as in a snapshot. Older ones are at `listMilestones`. */
export const MAX_MILESTONES = 200;

/** A stream's state at a position. Immutable; unchanged parts keep their identity. */
export interface StreamView {
  readonly position: Position;
  readonly stream: ProgressStream;
  readonly progress: Progress;
  /** Newest first, at most {@link MAX_ACTIVITIES}. */
  readonly activities: readonly AgentActivity[];
  /** The newest {@link MAX_MILESTONES}, oldest first. */
  readonly milestones: readonly Milestone[];
  readonly activeAgents: readonly ActiveAgent[];
}

/**
 * The effect of a frame:
 * - `applied`: the resulting view, and the events that were new, oldest first.
 * - `ignored`: it contains nothing new.
 * - `gap`: events are missing before it, or the epoch changed; watch again.
 */
export type Applied =
  | { readonly outcome: 'applied'; readonly view: StreamView; readonly events: readonly StreamEvent[] }
  | { readonly outcome: 'ignored' }
  | { readonly outcome: 'gap' };

/** The view that a snapshot describes. */
export function viewOf(snapshot: Snapshot): StreamView {
  const { position, stream, progress, activities, milestones, active_agents } = snapshot;
  return { position, stream, progress, activities, milestones, activeAgents: active_agents };
}

/** Applies a frame by the contract's frame rule. Pure. */
export function applyFrame(view: StreamView, frame: Frame): Applied {
  const { epoch, seq } = view.position;
  // The epoch first: positions of different epochs cannot be compared.
  if (frame.epoch !== epoch) return { outcome: 'gap' };
  if (frame.to <= seq) return { outcome: 'ignored' };
  if (frame.from > seq) return { outcome: 'gap' };
  const events = frame.events.filter((event) => event.seq > seq);
  return { outcome: 'applied', view: { ...evolve(view, events), position: { epoch, seq: frame.to } }, events };
}

function evolve(view: StreamView, events: readonly StreamEvent[]): StreamView {
  let { stream, progress, milestones, activeAgents } = view;
  const fresh: AgentActivity[] = [];
  for (const event of events) {
    switch (event.event) {
      case 'progress-update':
        progress = event.payload;
        activeAgents = applyProgress(activeAgents, event.payload);
        break;
      case 'stream-updated':
        stream = event.payload;
        break;
      case 'milestone':
        milestones = [...milestones, event.payload].slice(-MAX_MILESTONES);
        activeAgents = seen(activeAgents, event.payload.agent_id, event.payload.timestamp);
        break;
      case 'agent-activity':
        fresh.push(event.payload);
        activeAgents = applyActivity(activeAgents, event.payload, progress);
    }
  }
  const activities = fresh.length === 0 ? view.activities : [...fresh.reverse(), ...view.activities].slice(0, MAX_ACTIVITIES);
  return { ...view, stream, progress, milestones, activities, activeAgents };
}
