import type { StreamView } from './apply.js';
import type { ActiveAgent, AgentActivity, Milestone, Position, Problem, Progress, ProgressStream, Snapshot, StreamEvent } from '../contract/wire.js';

/**
 * How up to date a store is:
 * - `idle`: no subscribers.
 * - `connecting`: the first attempt is in progress.
 * - `live`: the store shows the current state of the stream.
 * - `reconnecting`: the connection was lost or failed, and is being retried. The last known state stays.
 * - `offline`: the same, and the browser reports no network.
 * - `gone`: the stream was deleted. The last known state stays.
 * - `refused`: the server does not show the stream; `error` explains why.
 */
export type StreamStatus = 'idle' | 'connecting' | 'live' | 'reconnecting' | 'offline' | 'gone' | 'refused';

/** A store's view of its stream. Immutable; the same object until something changes. */
export interface StreamState {
  readonly status: StreamStatus;
  /** Whether `status` is `live`. */
  readonly isConnected: boolean;
  /** Undefined before the first snapshot, as are `progress` and `position`. */
  readonly stream: ProgressStream | undefined;
  readonly progress: Progress | undefined;
  /** Newest first, at most 50. */
  readonly activities: readonly AgentActivity[];
  /** The newest 200, oldest first. */
  readonly milestones: readonly Milestone[];
  /** Ids of the active agents; the same set until one is added or removed. */
  readonly activeAgents: ReadonlySet<string>;
  /** The active agents, in the order in which they started. */
  readonly agents: readonly ActiveAgent[];
  readonly position: Position | undefined;
  /** The problem that prevents watching, if any. */
  readonly error: Problem | undefined;
  /** When the last event or snapshot arrived, in milliseconds since 1970 by this machine's clock. */
  readonly lastEventAt: number | undefined;
}

/**
 * What arrived, as opposed to the resulting state:
 * - `live`: events as they happen.
 * - `replay`: events that happened while this client was away.
 * - `snapshot`: the whole state, because there was no view yet or too much was missed.
 */
export type StreamNews =
  | { readonly source: 'live' | 'replay'; readonly events: readonly StreamEvent[] }
  | { readonly source: 'snapshot'; readonly snapshot: Snapshot };

/** The state of a store without subscribers, and of every store in server-side rendering. */
export const IDLE_STATE: StreamState = Object.freeze({
  status: 'idle',
  isConnected: false,
  stream: undefined,
  progress: undefined,
  activities: Object.freeze([]),
  milestones: Object.freeze([]),
  activeAgents: Object.freeze(new Set<string>()),
  agents: Object.freeze([]),
  position: undefined,
  error: undefined,
  lastEventAt: undefined,
});

/** The next state; `before` itself if nothing changed. */
export function nextState(
  before: StreamState,
  view: StreamView | undefined,
  status: StreamStatus,
  error: Problem | undefined,
  lastEventAt: number | undefined,
): StreamState {
  const after: StreamState = {
    status,
    isConnected: status === 'live',
    stream: view?.stream,
    progress: view?.progress,
    activities: view?.activities ?? IDLE_STATE.activities,
    milestones: view?.milestones ?? IDLE_STATE.milestones,
    activeAgents: sameSet(before.activeAgents, view?.activeAgents.map((agent) => agent.agent_id) ?? []),
    agents: view?.activeAgents ?? IDLE_STATE.agents,
    position: view?.position,
    error,
    lastEventAt,
  };
  const keys = Object.keys(after) as (keyof StreamState)[];
  return keys.every((key) => Object.is(before[key], after[key])) ? before : after;
}

function sameSet(before: ReadonlySet<string>, ids: readonly string[]): ReadonlySet<string> {
  return ids.length === before.size && ids.every((id) => before.has(id)) ? before : new Set(ids);
}
