import type { ActiveAgent, AgentActivity } from '../contract/wire.js';

/**
 * The active agents after an activity: `started` adds, `completed` and `failed` remove, anything else refreshes `last_seen`.
 * The server applies the same rule, so a view that follows events and a snapshot cannot disagree.
 * @returns The same array if nothing changed.
 */
export function applyActivity(agents: readonly ActiveAgent[], activity: AgentActivity): readonly ActiveAgent[] {
  const { agent_id, agent_name, agent_type, activity_type, timestamp } = activity;
  const known = agents.some((agent) => agent.agent_id === agent_id);
  switch (activity_type) {
    case 'completed':
    case 'failed':
      return known ? agents.filter((agent) => agent.agent_id !== agent_id) : agents;
    case 'started':
      if (!known) return [...agents, { agent_id, agent_name, agent_type, since: timestamp, last_seen: timestamp }];
      break;
    case 'progress':
      if (!known) return agents;
  }
  return agents.map((agent) => (agent.agent_id === agent_id ? { ...agent, last_seen: timestamp } : agent));
}
