import type { Agent } from '@streams/client';
import { AgentIcon } from '@streams/react';
import { memo, useCallback, useState, type SubmitEvent, type ReactNode } from 'react';
import { api } from '../api.js';
import { sentence, useLoad } from '../useLoad.js';
import { Problem } from './Problem.js';

const BUILT_IN: Readonly<Record<string, string>> = {
  opportunity_bot: 'Opportunity Bot',
  enrichment_agent: 'Enrichment Agent',
  scoring_agent: 'Scoring Agent',
};

/** The assigned agents: run, stop or assign one. */
export const AgentsPanel = memo(function AgentsPanel({ streamId, changed }: { readonly streamId: string; readonly changed: string | undefined }): ReactNode {
  const { value, error, reload } = useLoad(
    useCallback((signal: AbortSignal) => api.listAgents(streamId, signal), [streamId]),
    changed,
  );
  const [failure, setFailure] = useState<string | undefined>(undefined);
  const act = async (action: Promise<unknown>): Promise<void> => {
    setFailure(undefined);
    try {
      await action;
    } catch (failed) {
      setFailure(sentence(failed));
    }
    reload();
  };
  return (
    <section className="panel" aria-labelledby="agents">
      <h2 id="agents">Agents</h2>
      {failure ?? error ? <Problem text={failure ?? error ?? ''} retry={reload} /> : null}
      {value?.length === 0 ? <p className="streams-empty">No agent is assigned. Assign one below, or send reports from your own agent.</p> : null}
      <ul className="agents">
        {value?.map((agent) => (
          <li key={agent.agent_id}>
            <AgentIcon type={agent.agent_type} />
            <span className="agent-name" dir="auto">
              {agent.agent_name}
            </span>
            <span className="stage" data-stage={agent.status}>
              {agent.status}
            </span>
            <AgentActions agent={agent} act={act} />
          </li>
        ))}
      </ul>
      <Assign streamId={streamId} act={act} />
    </section>
  );
});

function AgentActions({ agent, act }: { readonly agent: Agent; readonly act: (action: Promise<unknown>) => Promise<void> }): ReactNode {
  if (!(agent.agent_type in BUILT_IN)) return <span className="muted small">external agent</span>;
  return agent.status === 'running' ? (
    <button type="button" aria-label={`Cancel ${agent.agent_name}`} onClick={() => void act(api.cancelAgent(agent.stream_id, agent.agent_id))}>
      Cancel
    </button>
  ) : (
    <button type="button" aria-label={`Run ${agent.agent_name}`} onClick={() => void act(api.executeAgent(agent.stream_id, agent.agent_id))}>
      Run
    </button>
  );
}

function Assign({ streamId, act }: { readonly streamId: string; readonly act: (action: Promise<unknown>) => Promise<void> }): ReactNode {
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [type, speed] = [form.get('type'), form.get('speed')];
    if (typeof type !== 'string') return;
    void act(api.assignAgent(streamId, { agent_type: type, ...(typeof speed === 'string' && speed !== '' ? { config: { items_per_second: Number(speed) } } : {}) }));
    event.currentTarget.reset();
  };
  return (
    <form className="assign" onSubmit={submit}>
      <label>
        <span className="streams-visually-hidden">Agent type</span>
        <select name="type">
          {Object.entries(BUILT_IN).map(([type, name]) => (
            <option key={type} value={type}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span className="streams-visually-hidden">Companies per second</span>
        <input name="speed" type="number" min="0.1" step="any" placeholder="per second" />
      </label>
      <button type="submit">Assign</button>
    </form>
  );
}
