import type { Agent, ListedStream } from './agents.js';
import type { ActiveAgent, AgentActivity, GoalStatus, Item, Position, Progress, ProgressStream } from './wire.js';

/** One part of a longer list. */
export interface Page {
  /** How many at most; the server has a default and a bound. */
  readonly limit?: number | undefined;
  /** `next_cursor` of the part before. */
  readonly cursor?: string | undefined;
}

/** Which streams to list. */
export interface StreamsQuery extends Page {
  readonly status?: GoalStatus | undefined;
}

/** Which items to list. */
export interface ItemsQuery extends Page {
  readonly stage?: string | undefined;
  /** Oldest first, or best first. */
  readonly sort?: 'created_at' | '-quality_score' | undefined;
}

/** Which activities to list. */
export interface ActivitiesQuery {
  /** How many at most; the server has a default and a bound. */
  readonly limit?: number | undefined;
  /** `next_before_seq` of the part before. */
  readonly before_seq?: number | undefined;
}

/** Streams, newest first; `next_cursor` is null with the last part. */
export interface StreamsReply {
  readonly streams: readonly ListedStream[];
  readonly next_cursor: string | null;
}

/** A stream that was created. */
export interface CreatedReply {
  readonly stream: ProgressStream;
  readonly assigned_agents: readonly Agent[];
}

/** How a stream stands. */
export interface ProgressReply {
  readonly stream: ProgressStream;
  readonly progress: Progress;
  readonly goal_status: GoalStatus;
  readonly active_agents: readonly ActiveAgent[];
  readonly position: Position;
}

/** Activities, newest first; `next_before_seq` is null with the last part. */
export interface ActivitiesReply {
  readonly activities: readonly AgentActivity[];
  readonly next_before_seq: number | null;
}

/** Items; `next_cursor` is null with the last part. */
export interface ItemsReply {
  readonly items: readonly Item[];
  readonly next_cursor: string | null;
}
