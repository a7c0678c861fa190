import type { ActivityType, AgentActivity, Frame, Milestone, Problem, Progress, ProgressStream, Snapshot, StreamEvent, WatchReply } from '../src/contract/wire.js';

const AT = '2026-11-22T12:00:00.000Z';

export const stream: ProgressStream = {
  id: 's1',
  name: 'Companies',
  description: null,
  goal_criteria: {},
  target_metrics: { companies_to_find: 50 },
  goal_deadline: null,
  goal_status: 'in_progress',
  created_at: AT,
  updated_at: AT,
  completed_at: null,
};

export const progress = (completed: number): Progress => ({
  stream_id: 's1',
  completed,
  total: 50,
  percentage: Math.min(100, completed * 2),
  last_updated: AT,
});

export const activity = (id: string, activity_type: ActivityType = 'progress', agent_id = 'a1', timestamp = AT): AgentActivity => ({
  id,
  stream_id: 's1',
  agent_id,
  agent_name: 'Bot',
  agent_type: 'opportunity_bot',
  activity_type,
  message: id,
  timestamp,
});

export const milestone = (id: string): Milestone => ({
  id,
  stream_id: 's1',
  type: 'own',
  title: id,
  description: id,
  timestamp: AT,
});

export const progressEvent = (seq: number, completed = seq): StreamEvent => ({ seq, event: 'progress-update', payload: progress(completed), at: AT });

export const activityEvent = (seq: number, type?: ActivityType, agent?: string): StreamEvent => ({
  seq,
  event: 'agent-activity',
  payload: activity(`act-${seq}`, type, agent),
  at: AT,
});

export const milestoneEvent = (seq: number): StreamEvent => ({ seq, event: 'milestone', payload: milestone(`mil-${seq}`), at: AT });

export const frame = (from: number, events: readonly StreamEvent[], epoch = 'e1', to = events.at(-1)?.seq ?? from): Frame => ({
  stream_id: 's1',
  epoch,
  from,
  to,
  events,
});

export const snapshot = (seq: number, over: Partial<Snapshot> = {}, epoch = 'e1'): Snapshot => ({
  stream,
  progress: progress(seq),
  activities: [],
  milestones: [],
  active_agents: [],
  position: { epoch, seq },
  ...over,
});

export const snapshotReply = (seq: number, epoch = 'e1'): WatchReply => ({ mode: 'snapshot', snapshot: snapshot(seq, {}, epoch) });

export const replayReply = (from: number, events: readonly StreamEvent[] = []): WatchReply => ({ mode: 'replay', frame: frame(from, events) });

export const problem = (code: string, status: number, retryable = false, errors?: Problem['errors']): Problem => ({
  type: `urn:streams:problem:${code}`,
  title: code,
  status,
  detail: `${code}.`,
  code,
  retryable,
  ...(errors && { errors }),
});
