/**
 * Names for the shapes of the wire contract. The shapes themselves are generated from `docs/openapi.json`, the approved description of what the server
 * serves. Names and values are those on the wire: `snake_case`, times in UTC. A field marked `?` is absent if there is no value; a field with `null` is always present.
 */
import type { operations } from './openapi.gen.js';
import type { Schemas } from './schemas.js';

/** The query of a call, in which `undefined` counts as absent. */
type QueryOf<TCall extends keyof operations> = {
  readonly [TField in keyof NonNullable<operations[TCall]['parameters']['query']>]?:
    | NonNullable<operations[TCall]['parameters']['query']>[TField]
    | undefined;
};

/** A reply whose problem, if it is one, may have a code of a newer server. */
type WithOpenProblem<TReply> = TReply extends { readonly problem: Schemas['ProblemDocument'] }
  ? { readonly [TField in keyof TReply]: TField extends 'problem' ? Problem : TReply[TField] }
  : TReply;

/** A time as RFC 3339 text in UTC, such as `2026-11-22T11:35:58.123Z`. */
export type Time = ProgressStream['created_at'];

/** A JSON object that agents attach to reports. The server passes it on unchanged. At most 8 KiB. */
export type JsonObject = Schemas['JsonText'];

/** A range of whole numbers, both ends included; an absent end is open. */
export type IntRange = Schemas['IntRange'];

/** Which companies count towards a goal; an absent part adds no constraint. */
export type GoalCriteria = Schemas['GoalCriteria'];

/** How many companies a goal needs, and how good they must be. */
export type TargetMetrics = Schemas['TargetMetrics'];

/** The state of a goal. `on_track` and `at_risk` need a deadline and a rate. */
export type GoalStatus = Schemas['GoalStatus'];

/** A goal and its state. */
export type ProgressStream = Schemas['ProgressStream'];

/** The progress of a stream. */
export type Progress = Schemas['Progress'];

/** What happened to an agent. */
export type ActivityType = Schemas['ActivityType'];

/** One entry of a stream's feed. */
export type AgentActivity = Schemas['AgentActivity'];

/** An achievement, raised by the server or reported by an agent. */
export type Milestone = Schemas['Milestone'];

/** One company that was found; `key` is its identity within the stream. */
export type Item = Schemas['Item'];

/** An agent that is at work: from `started` until `completed`, `failed` or the silence limit. */
export type ActiveAgent = Schemas['ActiveAgent'];

/** A position in a stream's history. Compare epochs first: sequence numbers of different epochs are unrelated. */
export type Position = Schemas['Position'];

/** One event of a stream; `event` determines the type of `payload`. */
export type StreamEvent = Schemas['StreamEvent'];

/** The name of an event. */
export type EventName = StreamEvent['event'];

/** Everything that happened after `from`, up to `to`. Values that newer events replace may be omitted. */
export type Frame = Schemas['Frame'];

/** A stream's state at a position. */
export type Snapshot = Schemas['Snapshot'];

/** The reply to `Watch`. */
export type WatchReply = WithOpenProblem<Schemas['WatchReply']>;

/** Why the server ended a watch: `deleted` or `forbidden`, or a reason of a newer server. */
export type UnwatchReason = Schemas['Unwatched']['reason'];

/** The problem codes of the contract. */
export type ProblemCode = Schemas['RefusalCode'];

/** A problem document (RFC 9457) with the contract's additions. `status` is 0 if there was no reply. */
export interface Problem extends Omit<Schemas['ProblemDocument'], 'code'> {
  /** A code of the contract, of this client (see `ClientProblemCode`), or of a newer server. */
  readonly code: ProblemCode | (string & {});
}

/** The state of an agent or of one run; `idle` before the first run. */
export type AgentStatus = Schemas['AgentStatus'];

/** One run of an agent. */
export type Execution = Schemas['Execution'];

/** An agent assigned to a stream, with its last runs, newest first. */
export type Agent = Schemas['Agent'];

/** An agent to assign. */
export type NewAgent = Schemas['NewAgent'];

/** A goal to create. */
export type NewGoal = Schemas['NewStream'];

/** Changes to a stream; absent fields keep their values. */
export type StreamPatch = Schemas['StreamPatch'];

/** A stream in a list, with its progress. */
export type ListedStream = Schemas['ListedStream'];

/** Progress of the stream. */
export type ProgressReport = Schemas['ReportProgressReport'];

/** Something an agent did. */
export type ActivityReport = Schemas['ReportActivityReport'];

/** A milestone of a type that the server does not raise itself. */
export type MilestoneReport = Schemas['ReportMilestoneReport'];

/** Items found or changed, 1 to 100. */
export type ItemsReport = Schemas['ReportItemsReport'];

/** An item as an agent reports it. */
export type ReportedItem = Schemas['ReportedItem'];

/** One report; `kind` determines its shape. */
export type Report = Schemas['Report'];

/** The server's confirmation that reports are durable. */
export type ReportAck = Schemas['ReportAck'];

/** The reply to `Report`. */
export type ReportReply = WithOpenProblem<Schemas['ReportReply']>;

/** Which streams to list. */
export type StreamsQuery = QueryOf<'ListStreams'>;

/** Which items to list, and in which order. */
export type ItemsQuery = QueryOf<'ListItems'>;

/** Which activities to list. */
export type ActivitiesQuery = QueryOf<'ListActivities'>;

/** A page of streams, newest first; `next_cursor` is null on the last page. */
export type StreamsReply = Schemas['StreamsReply'];

/** A new stream and the agents assigned to it. */
export type CreatedReply = Schemas['CreatedReply'];

/** What a dashboard needs first. */
export type ProgressReply = Schemas['ProgressReply'];

/** A page of activities, newest first; `next_before_seq` is null on the last page. */
export type ActivitiesReply = Schemas['ActivitiesReply'];

/** A page of items; `next_cursor` is null on the last page. */
export type ItemsReply = Schemas['ItemsReply'];
