import type { AgentActivity } from '@streams/client';

/** Activities with these numbers and those between, newest first. */
export function activities(newest: number, oldest: number): readonly AgentActivity[] {
  return Array.from({ length: newest - oldest + 1 }, (_, index) => ({
    id: String(newest - index),
    stream_id: 's',
    agent_id: 'a',
    agent_name: 'A',
    agent_type: 't',
    activity_type: 'progress',
    message: 'm',
    timestamp: '2026-11-22T12:00:00Z',
  }));
}
