import { broadcastError } from '../problems/broadcastError.js';
import { createDebugLog } from '../runtime/debugLog.js';
import { defaultEnvironment, type Environment } from '../runtime/environment.js';
import type { BroadcastAck, SendOptions } from './pendingReport.js';
import { ReportQueue } from './reportQueue.js';
import type { ActivityReport, ActivityType, JsonObject, MilestoneReport, ProgressReport, Report, ReportedItem } from '../contract/wire.js';
import { serverUrl } from '../http/serverUrl.js';

type Told<T extends Report> = Omit<T, 'kind' | 'report_id'>;

/** How to broadcast; everything has a default. */
export interface BroadcasterOptions {
  /** The server's address; the page's own origin where it is left out. */
  readonly url?: string | undefined;
  /** Prints what happens, prefixed `[ProgressBroadcaster]`. Default false. */
  readonly debug?: boolean | undefined;
  /** How long a report is tried, in milliseconds. Default 60,000. */
  readonly deadlineMs?: number | undefined;
  /** How long a report waits for others to go with it, in milliseconds. Default 20; a hundred reports do not wait. */
  readonly batchMs?: number | undefined;
  /** How many reports wait or are under way at most; one more is refused with `queue_full`. Default 10,000. */
  readonly maxQueue?: number | undefined;
  /** The world around; for tests. */
  readonly environment?: Environment | undefined;
}

/**
 * Reports into one stream, in the order of the calls. Each call resolves once its report is durable, and rejects with a `BroadcastError`
 * where it was refused or not acknowledged in time. Reports go in batches, and again under the same id until they are acknowledged.
 */
export interface ProgressBroadcaster {
  readonly streamId: string;
  /** How far the stream is. `completed` or `total` may be left out once it was told by this broadcaster: then it is as it was. */
  broadcastProgress(progress: Partial<Told<ProgressReport>>, options?: SendOptions): Promise<BroadcastAck>;
  /** What an agent does. */
  broadcastActivity(activity: Told<ActivityReport>, options?: SendOptions): Promise<BroadcastAck>;
  /** The same as {@link ProgressBroadcaster.broadcastActivity}, by its other name. */
  broadcastAgentActivity(activity: Told<ActivityReport>, options?: SendOptions): Promise<BroadcastAck>;
  /** A milestone of the agent's own. */
  broadcastMilestone(milestone: Told<MilestoneReport>, options?: SendOptions): Promise<BroadcastAck>;
  /** Items found or changed, 1 to 100. */
  broadcastItems(items: readonly ReportedItem[], agentId?: string, options?: SendOptions): Promise<BroadcastAck>;
  /** The agent is active from now on. */
  broadcastAgentStarted(id: string, name: string, type: string, message?: string, options?: SendOptions): Promise<BroadcastAck>;
  /** The agent goes on; an active agent that says nothing for 60 s counts as failed. */
  broadcastAgentProgress(id: string, name: string, type: string, message: string, data?: JsonObject, options?: SendOptions): Promise<BroadcastAck>;
  /** The agent has finished. */
  broadcastAgentCompleted(id: string, name: string, type: string, message?: string, data?: JsonObject, options?: SendOptions): Promise<BroadcastAck>;
  /** The agent has failed. */
  broadcastAgentFailed(id: string, name: string, type: string, message?: string, data?: JsonObject, options?: SendOptions): Promise<BroadcastAck>;
  /** Sends what waits at once. Resolves when every report broadcast so far is settled, one way or the other; never rejects. */
  flush(): Promise<void>;
  /** Flushes, which takes at most the reports' deadlines; every later call rejects with `disposed`. Never rejects. */
  dispose(): Promise<void>;
}

/**
 * Makes a broadcaster for agents in a browser or in Node.
 * @throws TypeError where there is neither `url` nor a page.
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
  let told: { completed?: number; total?: number } = {};

  const send = (report: Report, how: SendOptions = {}): Promise<BroadcastAck> => {
    const reportId = how.reportId ?? environment.randomId();
    if (how.signal?.aborted === true) return Promise.reject(broadcastError('aborted', reportId, how.signal.reason));
    return queue.add(report, reportId, how);
  };
  const activity = (told: Told<ActivityReport>, how?: SendOptions) => send({ ...told, kind: 'activity' }, how);
  const agent =
    (activity_type: ActivityType, usual: string) =>
    (agent_id: string, agent_name: string, agent_type: string, message = usual, data?: JsonObject, how?: SendOptions) =>
      activity({ agent_id, agent_name, agent_type, activity_type, message, ...(data && { data }) }, how);
  const started = agent('started', 'Started');

  return {
    streamId,
    broadcastProgress: (progress, how) => {
      const { completed, total } = { ...told, ...progress };
      told = { ...(completed !== undefined && { completed }), ...(total !== undefined && { total }) };
      // Where one is still missing, the server says so.
      return send({ ...progress, ...told, kind: 'progress' } as ProgressReport, how);
    },
    broadcastActivity: activity,
    broadcastAgentActivity: activity,
    broadcastMilestone: (milestone, how) => send({ ...milestone, kind: 'milestone' }, how),
    broadcastItems: (items, agentId, how) => send({ kind: 'items', items, ...(agentId !== undefined && { agent_id: agentId }) }, how),
    broadcastAgentStarted: (id, name, type, message, how) => started(id, name, type, message, undefined, how),
    broadcastAgentProgress: agent('progress', ''),
    broadcastAgentCompleted: agent('completed', 'Completed'),
    broadcastAgentFailed: agent('failed', 'Failed'),
    flush: () => queue.flush(),
    dispose: () => queue.dispose(),
  };
}
