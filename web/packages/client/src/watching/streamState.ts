import type { StreamView } from './apply.js';
import type { ActiveAgent, AgentActivity, Milestone, Position, Problem, Progress, ProgressStream, Snapshot, StreamEvent } from '../contract/wire.js';

/**
 * How up to date a store is:
 * - `idle`: nobody watches.
 * - `connecting`: the first attempt is under way.
 * - `live`: what the store says is how the stream stands.
 * - `reconnecting`: the connection was lost, or could not be made; it is being tried again. What was known stays.
 * - `offline`: the same, and the browser says that there is no network.
 * - `gone`: the stream was there and is not any more. What was known stays.
 * - `refused`: the server will not show the stream; `error` says why.
 */
export type StreamStatus = 'idle' | 'connecting' | 'live' | 'reconnecting' | 'offline' | 'gone' | 'refused';

/** What a store knows of its stream. Immutable; the same object until something changed. */
export interface StreamState {
  readonly status: StreamStatus;
  /** Whether `status` is `live`. */
  readonly isConnected: boolean;
  /** Undefined, as `progress` and `position`, before the first snapshot. */
  readonly stream: ProgressStream | undefined;
  readonly progress: Progress | undefined;
  /** Newest first, at most 50. */
  readonly activities: readonly AgentActivity[];
  /** Oldest first, at most 200. */
  readonly milestones: readonly Milestone[];
  /** Ids of the agents that are active; the same set until one comes or goes. */
  readonly activeAgents: ReadonlySet<string>;
  /** The agents that are active, in the order in which they began. */
  readonly agents: readonly ActiveAgent[];
  readonly position: Position | undefined;
  /** What stands in the way, where the server said so. */
  readonly error: Problem | undefined;
  /** When the last event or snapshot came, in milliseconds since 1970 by this machine's clock. */
  readonly lastEventAt: number | undefined;
}

/**
 * What came in, as opposed to how things stand:
 * - `live`: events as they happen.
 * - `replay`: events that happened while this client was away; nothing to celebrate a second time.
 * - `snapshot`: how the stream stands, where there was no view yet or too much was missed to replay it.
 */
export type StreamNews =
  | { readonly source: 'live' | 'replay'; readonly events: readonly StreamEvent[] }
  | { readonly source: 'snapshot'; readonly snapshot: Snapshot };

/** The state of a store that nobody watches, and of every store on a server that renders. */
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

/** The state that follows; `before` itself where nothing changed. */
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
