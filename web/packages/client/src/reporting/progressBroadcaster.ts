import { broadcastError } from '../problems/broadcastError.js';
import { createDebugLog } from '../runtime/debugLog.js';
import { defaultEnvironment, type Environment } from '../runtime/environment.js';
import type { BroadcastAck, SendOptions } from './pendingReport.js';
import { ReportQueue } from './reportQueue.js';
import type { ActivityReport, ActivityType, JsonObject, MilestoneReport, ProgressReport, Report, ReportedItem } from '../contract/wire.js';
import { serverUrl } from '../http/serverUrl.js';

/** The fields of a report that the caller provides. */
type Fields<T extends Report> = Omit<T, 'kind' | 'report_id'>;

/** Options of a broadcaster; all have defaults. */
export interface BroadcasterOptions {
  /** The server's address. Default: the page's origin. */
  readonly url?: string | undefined;
  /** Logs to the console, prefixed `[ProgressBroadcaster]`. Default false. */
  readonly debug?: boolean | undefined;
  /** How long to keep trying to deliver a report, in milliseconds. Default 60,000. */
  readonly deadlineMs?: number | undefined;
  /** How long a report waits for others to share its request, in milliseconds. Default 20. A batch of 100 is sent at once. */
  readonly batchMs?: number | undefined;
  /** The maximum number of unacknowledged reports; a further one is rejected with `queue_full`. Default 10,000. */
  readonly maxQueue?: number | undefined;
  /** Replaces clock, timers, randomness, network and page; for tests. */
  readonly environment?: Environment | undefined;
}

/**
 * Reports to one stream, in the order of the calls. Each call resolves once its report is durable. It rejects with a `BroadcastError` if the
 * server refuses the report or does not acknowledge it in time. Reports are batched, and repeated under the same id until acknowledged.
 */
export interface ProgressBroadcaster {
  readonly streamId: string;
  /**
   * Reports the stream's progress or, with `agent_id`, that agent's own share of it. An omitted `completed` or `total` keeps the value last reported through this
   * broadcaster for the same.
   */
  broadcastProgress(progress: Partial<Fields<ProgressReport>>, options?: SendOptions): Promise<BroadcastAck>;
  /** Reports that `by` more are done: of the stream or, with `agent_id`, of that agent's own share. */
  broadcastAdvance(by: number, agentId?: string, options?: SendOptions): Promise<BroadcastAck>;
  /** Reports that an agent is alive. It creates no entry in the feed. */
  broadcastHeartbeat(agentId: string, options?: SendOptions): Promise<BroadcastAck>;
  /** Reports something an agent did. */
  broadcastActivity(activity: Fields<ActivityReport>, options?: SendOptions): Promise<BroadcastAck>;
  /** Alias of {@link ProgressBroadcaster.broadcastActivity}. */
  broadcastAgentActivity(activity: Fields<ActivityReport>, options?: SendOptions): Promise<BroadcastAck>;
  /** Reports a milestone of a type that the server does not raise itself. */
  broadcastMilestone(milestone: Fields<MilestoneReport>, options?: SendOptions): Promise<BroadcastAck>;
  /** Reports 1 to 100 items that were found or changed. */
  broadcastItems(items: readonly ReportedItem[], agentId?: string, options?: SendOptions): Promise<BroadcastAck>;
  /** Reports that the agent started: it is active from now on. */
  broadcastAgentStarted(id: string, name: string, type: string, message?: string, options?: SendOptions): Promise<BroadcastAck>;
  /** Reports that the agent is at work. An active agent that is silent for 60 s counts as failed. */
  broadcastAgentProgress(id: string, name: string, type: string, message: string, data?: JsonObject, options?: SendOptions): Promise<BroadcastAck>;
  /** Reports that the agent finished. */
  broadcastAgentCompleted(id: string, name: string, type: string, message?: string, data?: JsonObject, options?: SendOptions): Promise<BroadcastAck>;
  /** Reports that the agent failed. */
  broadcastAgentFailed(id: string, name: string, type: string, message?: string, data?: JsonObject, options?: SendOptions): Promise<BroadcastAck>;
  /** Sends queued reports at once. Resolves when every report broadcast so far is settled, whatever its outcome; never rejects. */
  flush(): Promise<void>;
  /** Flushes within the reports' deadlines. Every later call rejects with `disposed`; this one never rejects. */
  dispose(): Promise<void>;
}

/**
 * Creates a broadcaster for agents in a browser or in Node.
 * @throws TypeError if there is neither `url` nor a page.
 */
export function createProgressBroadcaster(streamId: string, options: BroadcasterOptions = {}): ProgressBroadcaster {
  const environment = options.environment ?? defaultEnvironment();
  const queue = new ReportQueue(environment, {
    url: `${serverUrl(options.url)}/api/streams/${encodeURIComponent(streamId)}/reports`,
    log: createDebugLog(environment, '[ProgressBroadcaster]', options.debug),
    batchMs: options.batchMs ?? 20,
    maxQueue: options.maxQueue ?? 10_000,
    deadlineMs: options.deadlineMs ?? 60_000,
  });
  // By agent; the whole stream has the key ''.
  const reported = new Map<string, { completed?: number; total?: number }>();

  const send = (report: Report, sendOptions: SendOptions = {}): Promise<BroadcastAck> => {
    const reportId = sendOptions.reportId ?? environment.randomId();
    if (sendOptions.signal?.aborted === true) return Promise.reject(broadcastError('aborted', reportId, sendOptions.signal.reason));
    return queue.add(report, reportId, sendOptions);
  };
  const activity = (fields: Fields<ActivityReport>, sendOptions?: SendOptions) => send({ ...fields, kind: 'activity' }, sendOptions);
  const agent =
    (activity_type: ActivityType, defaultMessage: string) =>
    (agent_id: string, agent_name: string, agent_type: string, message = defaultMessage, data?: JsonObject, sendOptions?: SendOptions) =>
      activity({ agent_id, agent_name, agent_type, activity_type, message, ...(data && { data }) }, sendOptions);
  const started = agent('started', 'Started');

  return {
    streamId,
    broadcastProgress: (progress, sendOptions) => {
      const about = progress.agent_id ?? '';
      const { completed, total } = { ...reported.get(about), ...progress };
      const last = { ...(completed !== undefined && { completed }), ...(total != null && { total }) };
      reported.set(about, last);
      // If `completed` is still missing, the server refuses the report.
      return send({ ...progress, ...last, kind: 'progress' } as ProgressReport, sendOptions);
    },
    broadcastAdvance: (by, agentId, sendOptions) => send({ kind: 'advance', by, ...(agentId !== undefined && { agent_id: agentId }) }, sendOptions),
    broadcastHeartbeat: (agentId, sendOptions) => send({ kind: 'heartbeat', agent_id: agentId }, sendOptions),
    broadcastActivity: activity,
    broadcastAgentActivity: activity,
    broadcastMilestone: (milestone, sendOptions) => send({ ...milestone, kind: 'milestone' }, sendOptions),
    broadcastItems: (items, agentId, sendOptions) => send({ kind: 'items', items, ...(agentId !== undefined && { agent_id: agentId }) }, sendOptions),
    broadcastAgentStarted: (id, name, type, message, sendOptions) => started(id, name, type, message, undefined, sendOptions),
    broadcastAgentProgress: agent('progress', ''),
    broadcastAgentCompleted: agent('completed', 'Completed'),
    broadcastAgentFailed: agent('failed', 'Failed'),
    flush: () => queue.flush(),
    dispose: () => queue.dispose(),
  };
}
