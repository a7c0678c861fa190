import type { GoalCriteria, GoalStatus, JsonObject, Progress, ProgressStream, TargetMetrics, Time } from './wire.js';

/** The agents that run in the server; any other type is external and only reports. */
export type BuiltInAgentType = 'opportunity_bot' | 'enrichment_agent' | 'scoring_agent';

/** How an agent, or one run of it, stands; `idle` before the first run. */
export type AgentStatus = 'idle' | 'running' | 'completed' | 'failed' | 'cancelled';

/** One run of an agent. */
export interface Execution {
  readonly id: string;
  readonly agent_id: string;
  readonly stream_id: string;
  readonly status: AgentStatus;
  readonly started_at: Time;
  readonly finished_at: Time | null;
  /** Counts such as `items_created`, `avg_score`, `missing`; or `error`. */
  readonly results: JsonObject | null;
}

/** An agent assigned to a stream, with its last runs, newest first. */
export interface Agent {
  readonly agent_id: string;
  readonly stream_id: string;
  readonly agent_type: BuiltInAgentType | (string & {});
  readonly agent_name: string;
  readonly config: JsonObject;
  readonly status: AgentStatus;
  readonly executions: readonly Execution[];
}

/** An agent to assign. */
export interface NewAgent {
  readonly agent_type: BuiltInAgentType | (string & {});
  readonly agent_name?: string;
  readonly config?: JsonObject;
}

/** A goal to create. */
export interface NewGoal {
  /** At most 200 characters. */
  readonly name: string;
  readonly description?: string | null;
  readonly goal_criteria?: GoalCriteria;
  readonly target_metrics?: TargetMetrics;
  readonly goal_deadline?: Time | null;
  readonly assigned_agents?: readonly NewAgent[];
}

/** What of a stream can be changed; what is left out stays. */
export interface StreamPatch {
  readonly name?: string;
  readonly description?: string | null;
  readonly target_metrics?: TargetMetrics;
  readonly goal_deadline?: Time | null;
}

/** A stream in a list: with how far it is, and how it stands. */
export interface ListedStream extends ProgressStream {
  readonly goal_status: GoalStatus;
  readonly progress: Progress;
}
