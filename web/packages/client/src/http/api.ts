import type { Schemas } from '../contract/schemas.js';
import type { ActivitiesQuery, ActivitiesReply, Agent, CreatedReply, Execution, ItemsQuery, ItemsReply, Milestone, NewAgent, NewGoal, ProgressReply, ProgressStream, Snapshot, StreamPatch, StreamsQuery, StreamsReply } from '../contract/wire.js';
import { defaultEnvironment, type Environment } from '../runtime/environment.js';
import { clientProblem, problemOf, StreamsError } from '../problems/problem.js';
import { serverUrl } from './serverUrl.js';

/** Options for the HTTP calls. */
export interface StreamsApiOptions {
  /** The server's address. Default: the page's origin. */
  readonly url?: string | undefined;
  /** Replaces clock, timers, randomness, network and page; for tests. */
  readonly environment?: Environment | undefined;
}

/** The HTTP calls of the contract. Every function rejects with a `StreamsError`, or a `TypeError` if its argument cannot be written as JSON; `signal` aborts it. */
export interface StreamsApi {
  /** Newest first. */
  listStreams(query?: StreamsQuery, signal?: AbortSignal): Promise<StreamsReply>;
  /**
   * Creates a goal.
   * @param idempotencyKey - 1 to 64 URL-safe characters; a new one for each call by default. A repeat with the same key returns the first goal (for
   * 24 hours), so pass the key of a failed call to try it again safely.
   */
  createGoal(goal: NewGoal, signal?: AbortSignal, idempotencyKey?: string): Promise<CreatedReply>;
  getStream(streamId: string, signal?: AbortSignal): Promise<ProgressStream>;
  patchStream(streamId: string, patch: StreamPatch, signal?: AbortSignal): Promise<ProgressStream>;
  /** Deletes a stream with all its data. */
  deleteStream(streamId: string, signal?: AbortSignal): Promise<void>;
  getProgress(streamId: string, signal?: AbortSignal): Promise<ProgressReply>;
  getSnapshot(streamId: string, signal?: AbortSignal): Promise<Snapshot>;
  /** The whole history, newest first. */
  listActivities(streamId: string, query?: ActivitiesQuery, signal?: AbortSignal): Promise<ActivitiesReply>;
  /** All, oldest first. */
  listMilestones(streamId: string, signal?: AbortSignal): Promise<readonly Milestone[]>;
  listItems(streamId: string, query?: ItemsQuery, signal?: AbortSignal): Promise<ItemsReply>;
  /** Oldest assignment first. */
  listAgents(streamId: string, signal?: AbortSignal): Promise<readonly Agent[]>;
  getAgent(streamId: string, agentId: string, signal?: AbortSignal): Promise<Agent>;
  assignAgent(streamId: string, agent: NewAgent, signal?: AbortSignal): Promise<Agent>;
  /** Starts a run without waiting for its end. */
  executeAgent(streamId: string, agentId: string, signal?: AbortSignal): Promise<Execution>;
  /** Stops the current run. */
  cancelAgent(streamId: string, agentId: string, signal?: AbortSignal): Promise<Execution>;
}

/**
 * Creates a client for the HTTP calls. It makes one attempt per call.
 * @throws TypeError if there is neither `url` nor a page.
 */
export function createStreamsApi(options: StreamsApiOptions = {}): StreamsApi {
  const environment = options.environment ?? defaultEnvironment();
  const base = `${serverUrl(options.url)}/api/streams`;

  const call = async <T>(method: string, path: string, signal?: AbortSignal, body?: unknown, more: Readonly<Record<string, string>> = {}): Promise<T> => {
    const init: RequestInit = { method };
    if (signal) init.signal = signal;
    if (body !== undefined) Object.assign(init, { headers: { 'content-type': 'application/json', ...more }, body: JSON.stringify(body) });
    try {
      const response = await environment.fetch(base + path, init);
      if (!response.ok) throw new StreamsError(await problemOf(response));
      return (response.status === 204 ? undefined : await response.json()) as T;
    } catch (cause) {
      if (cause instanceof StreamsError) throw cause;
      throw new StreamsError(
        signal?.aborted === true
          ? clientProblem('aborted', 'Aborted', 'The caller aborted the call.', true)
          : clientProblem('unreachable', 'Unreachable', 'The server cannot be reached.', true),
        { cause },
      );
    }
  };
  const of = (streamId: string) => `/${encodeURIComponent(streamId)}`;
  const ofAgent = (streamId: string, agentId: string) => `${of(streamId)}/agents/${encodeURIComponent(agentId)}`;

  return {
    listStreams: (query, signal) => call('GET', search(query), signal),
    createGoal: (goal, signal, key = environment.randomId()) => call('POST', '/goal', signal, goal, { 'idempotency-key': key }),
    getStream: async (id, signal) => (await call<Schemas['StreamReply']>('GET', of(id), signal)).stream,
    patchStream: async (id, patch, signal) => (await call<Schemas['StreamReply']>('PATCH', of(id), signal, patch)).stream,
    deleteStream: (id, signal) => call('DELETE', of(id), signal),
    getProgress: (id, signal) => call('GET', `${of(id)}/progress`, signal),
    getSnapshot: (id, signal) => call('GET', `${of(id)}/snapshot`, signal),
    listActivities: (id, query, signal) => call('GET', `${of(id)}/activities${search(query)}`, signal),
    listMilestones: async (id, signal) =>
      (await call<Schemas['MilestonesReply']>('GET', `${of(id)}/milestones`, signal)).milestones,
    listItems: (id, query, signal) => call('GET', `${of(id)}/items${search(query)}`, signal),
    listAgents: async (id, signal) => (await call<Schemas['AgentsReply']>('GET', `${of(id)}/agents`, signal)).agents,
    getAgent: async (id, agentId, signal) => (await call<Schemas['AgentReply']>('GET', ofAgent(id, agentId), signal)).agent,
    assignAgent: async (id, agent, signal) => (await call<Schemas['AgentReply']>('POST', `${of(id)}/agents`, signal, agent)).agent,
    executeAgent: async (id, agentId, signal) =>
      (await call<Schemas['ExecutionReply']>('POST', `${ofAgent(id, agentId)}/execute`, signal)).execution,
    cancelAgent: async (id, agentId, signal) =>
      (await call<Schemas['ExecutionReply']>('POST', `${ofAgent(id, agentId)}/cancel`, signal)).execution,
  };
}

function search(query: StreamsQuery | ItemsQuery | ActivitiesQuery = {}): string {
  const entries = Object.entries<string | number | undefined>(query);
  const given = entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}
