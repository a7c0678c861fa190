import type { ActiveAgent, AgentActivity, Progress } from '../contract/wire.js';

/**
 * The active agents after an activity: `started` adds, `completed` and `failed` remove, anything else refreshes `last_seen`. An agent that the server declared silent is
 * added again when it is heard from.
 * The server applies the same rule, so a view that follows events and a snapshot cannot disagree.
 * @returns The same array if nothing changed.
 */
export function applyActivity(agents: readonly ActiveAgent[], activity: AgentActivity, progress: Progress): readonly ActiveAgent[] {
  const { agent_id, agent_name, agent_type, activity_type, timestamp } = activity;
  const known = agents.some((agent) => agent.agent_id === agent_id);
  if (activity_type === 'completed' || activity_type === 'failed') return known ? agents.filter((agent) => agent.agent_id !== agent_id) : agents;
  if (known) return seen(agents, agent_id, timestamp);
  const working = [...agents, { agent_id, agent_name, agent_type, since: timestamp, last_seen: timestamp }];
  if (activity_type === 'started') return working;
  // It works on: its share still counts.
  return activity.data?.['reason'] === 'heard_again' ? withShares(working, progress) : agents;
}

/**
 * The active agents after progress: the one that reported it was seen, and the shares are known.
 * @returns The same array if nothing changed.
 */
export function applyProgress(agents: readonly ActiveAgent[], progress: Progress): readonly ActiveAgent[] {
  return withShares(seen(agents, progress.agent_id, progress.last_updated), progress);
}

function withShares(agents: readonly ActiveAgent[], { shares }: Progress): readonly ActiveAgent[] {
  return shares === undefined || !agents.some(differs) ? agents : agents.map((agent) => (differs(agent) ? withShare(agent) : agent));

  function differs(agent: ActiveAgent): boolean {
    const share = shares?.[agent.agent_id];
    return share !== undefined && (agent.completed !== share.completed || (agent.total ?? null) !== share.total);
  }

  function withShare(agent: ActiveAgent): ActiveAgent {
    const { agent_id, agent_name, agent_type, since, last_seen } = agent;
    const share = shares?.[agent_id];
    if (share === undefined) return agent;
    return { agent_id, agent_name, agent_type, since, last_seen, completed: share.completed, ...(share.total !== null && { total: share.total }) };
  }
}

/**
 * The active agents after one of them was heard from.
 * @returns The same array if it is not active.
 */
export function seen(agents: readonly ActiveAgent[], id: string | undefined, at: string): readonly ActiveAgent[] {
  return agents.some((agent) => agent.agent_id === id) ? agents.map((agent) => (agent.agent_id === id ? { ...agent, last_seen: at } : agent)) : agents;
}
