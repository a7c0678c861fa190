/**
 * The wire contract, v1, exactly as it travels: `snake_case`, times as RFC 3339 text in UTC.
 * Fields marked `?` are left out where there is no value; fields with `| null` are always there.
 */

/** A moment as RFC 3339 text in UTC, such as `2026-11-22T11:35:58.123Z`. */
export type Time = string;

/** A JSON object, as agents attach it to reports. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A range of whole numbers, both ends included; an absent end does not constrain. */
export interface IntRange {
  readonly min?: number;
  readonly max?: number;
}

/** What counts towards a goal; an absent part does not constrain. */
export interface GoalCriteria {
  readonly industry?: readonly string[];
  readonly location?: readonly string[];
  readonly employee_count?: IntRange;
  readonly founded?: IntRange;
  readonly keywords?: readonly string[];
}

/** How much of it is wanted. */
export interface TargetMetrics {
  /** 1 to 1,000,000. */
  readonly companies_to_find: number;
  /** 0 to 5. */
  readonly min_quality_score?: number;
}

/** How a goal stands; `on_track` and `at_risk` only where there is a deadline and a rate. */
export type GoalStatus = 'not_started' | 'in_progress' | 'on_track' | 'at_risk' | 'completed';

/** A stream: a goal, and everything that is reported towards it. */
export interface ProgressStream {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly goal_criteria: GoalCriteria;
  readonly target_metrics: TargetMetrics;
  readonly goal_deadline: Time | null;
  readonly goal_status: GoalStatus;
  readonly created_at: Time;
  readonly updated_at: Time;
  readonly completed_at: Time | null;
}

/** How far a stream is. */
export interface Progress {
  readonly stream_id: string;
  /** Units done, 0 or more; may exceed `total`. */
  readonly completed: number;
  /** Units wanted, 1 or more. */
  readonly total: number;
  /** A whole number, 0 to 100. */
  readonly percentage: number;
  /** Average score, 0 to 5; absent before the first score. */
  readonly quality_score?: number;
  /** Count of items by stage. */
  readonly items_by_stage?: Readonly<Record<string, number>>;
  readonly last_updated: Time;
}

/** What an agent says about itself. */
export type ActivityType = 'started' | 'progress' | 'completed' | 'failed';

/** One line of a stream's feed. */
export interface AgentActivity {
  readonly id: string;
  readonly stream_id: string;
  readonly agent_id: string;
  readonly agent_name: string;
  readonly agent_type: string;
  readonly activity_type: ActivityType;
  /** 1 to 1,000 characters. */
  readonly message: string;
  readonly data?: JsonObject;
  readonly timestamp: Time;
}

/** The milestones that the server raises by itself, each at most once in a stream's life. */
export type BuiltInMilestoneType =
  | 'progress_milestone'
  | 'target_reached'
  | 'quality_milestone'
  | 'speed_milestone'
  | 'growth_milestone'
  | 'completion';

/** Something to celebrate. */
export interface Milestone {
  readonly id: string;
  readonly stream_id: string;
  /** A built-in type, or an agent's own (`[a-z0-9_]{1,64}`). */
  readonly type: BuiltInMilestoneType | (string & {});
  readonly title: string;
  readonly description: string;
  readonly data?: JsonObject;
  readonly timestamp: Time;
}

/** One thing that was found; `key` is its identity within the stream. */
export interface Item {
  readonly id: string;
  readonly stream_id: string;
  readonly item_type: string;
  readonly key: string;
  readonly name: string;
  /** The built-in agents use `discovered`, `qualified`, `enriched`, `scored`; others are allowed. */
  readonly stage: string;
  /** 0 to 5; absent before it is scored. */
  readonly quality_score?: number;
  readonly data: JsonObject;
  readonly created_at: Time;
  readonly updated_at: Time;
  readonly created_by: string;
}

/** An agent from its `started` until `completed`, `failed`, or until it fell silent. */
export interface ActiveAgent {
  readonly agent_id: string;
  readonly agent_name: string;
  readonly agent_type: string;
  readonly since: Time;
  readonly last_seen: Time;
}

/** A place in a stream's history. Nothing compares half of it. */
export interface Position {
  /** The history's name; it changes only where history could have been lost. */
  readonly epoch: string;
  /** How many events have happened: the sequence of the last one, 0 before the first. */
  readonly seq: number;
}

interface EventOf<TName extends string, TPayload> {
  readonly seq: number;
  readonly event: TName;
  readonly payload: TPayload;
  readonly at: Time;
}

/** One event of a stream; `event` says what `payload` is. */
export type StreamEvent =
  | EventOf<'progress-update', Progress>
  | EventOf<'agent-activity', AgentActivity>
  | EventOf<'milestone', Milestone>
  | EventOf<'stream-updated', ProgressStream>
  | EventOf<'item-added', Item>
  | EventOf<'item-updated', Item>;

/** The name of an event. */
export type EventName = StreamEvent['event'];

/** All that happened after `from` up to `to`; what newer values made obsolete may be left out. */
export interface Frame {
  readonly stream_id: string;
  readonly epoch: string;
  readonly from: number;
  readonly to: number;
  readonly events: readonly StreamEvent[];
}

/** A stream as it stands at a position. */
export interface Snapshot {
  readonly stream: ProgressStream;
  readonly progress: Progress;
  /** Newest first, at most 50. */
  readonly activities: readonly AgentActivity[];
  /** Oldest first. */
  readonly milestones: readonly Milestone[];
  readonly active_agents: readonly ActiveAgent[];
  readonly position: Position;
}

/** The answer to `Watch`. */
export type WatchReply =
  | { readonly mode: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly mode: 'replay'; readonly frame: Frame }
  | { readonly mode: 'refused'; readonly problem: Problem };

/** Why the server ended a watch by itself. */
export type UnwatchReason = 'deleted' | 'forbidden' | (string & {});

/** The codes of the contract. */
export type ProblemCode =
  | 'malformed_json'
  | 'validation_failed'
  | 'unauthorized'
  | 'forbidden'
  | 'stream_not_found'
  | 'agent_not_found'
  | 'not_found'
  | 'agent_already_running'
  | 'conflict'
  | 'body_too_large'
  | 'rate_limited'
  | 'unavailable';

/** A problem document (RFC 9457) with the contract's additions. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  /** The HTTP status; 0 where there was no answer. */
  readonly status: number;
  readonly detail: string;
  /** A code of the contract, of this client (see `ClientProblemCode`), or of a newer server. */
  readonly code: ProblemCode | (string & {});
  /** Whether the same request can succeed later. */
  readonly retryable: boolean;
  /** For `validation_failed`: messages by path, such as `reports[3].completed`. */
  readonly errors?: Readonly<Record<string, readonly string[]>>;
}
