import type { ReactNode } from 'react';

const AGENTS: Readonly<Record<string, string>> = {
  opportunity_bot: 'M11 4a7 7 0 1 0 4.3 12.5l4.1 4.1 1.2-1.2-4.1-4.1A7 7 0 0 0 11 4Zm0 2a5 5 0 1 1 0 10 5 5 0 0 1 0-10Z',
  enrichment_agent: 'm12 3 9 5-9 5-9-5 9-5Zm-7.2 8.9L12 16l7.2-4.1L21 13l-9 5-9-5 1.8-1.1Zm0 4.5L12 20.5l7.2-4.1',
  scoring_agent: 'm12 3 2.7 5.6 6.1.8-4.5 4.3 1.1 6.1L12 16.9l-5.4 2.9 1.1-6.1-4.5-4.3 6.1-.8L12 3Z',
};
const ANY_AGENT = 'M11 2h2v3h4a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3H7a3 3 0 0 1-3-3V8a3 3 0 0 1 3-3h4V2ZM9 10a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3Zm6 0a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3Z';

const MILESTONES: Readonly<Record<string, string>> = {
  progress_milestone: 'M5 3h2v1h12l-3 4.5L19 13H7v8H5V3Z',
  target_reached: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm0 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14Zm0 4a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z',
  quality_milestone: 'm12 3 2.7 5.6 6.1.8-4.5 4.3 1.1 6.1L12 16.9l-5.4 2.9 1.1-6.1-4.5-4.3 6.1-.8L12 3Z',
  speed_milestone: 'M13 2 4 14h6l-1 8 9-12h-6l1-8Z',
  growth_milestone: 'M3 17 9 11l4 4 6.6-6.6L22 11V4h-7l2.6 2.6L13 11.2l-4-4L1.6 15.6 3 17Z',
  completion: 'm9 16.2-3.5-3.5L4 14.1 9 19 20 8l-1.4-1.4L9 16.2Z',
};
const ANY_MILESTONE = 'M5 3h2v1h12l-3 4.5L19 13H7v8H5V3Z';

function Icon({ path }: { readonly path: string }): ReactNode {
  return (
    <svg className="streams-icon" viewBox="0 0 24 24" width="16" height="16" fill="currentColor" aria-hidden="true" focusable="false">
      <path d={path} />
    </svg>
  );
}

/** The icon of an agent type. */
export function AgentIcon({ type }: { readonly type: string }): ReactNode {
  return <Icon path={AGENTS[type] ?? ANY_AGENT} />;
}

/** The icon of a milestone type. */
export function MilestoneIcon({ type }: { readonly type: string }): ReactNode {
  return <Icon path={MILESTONES[type] ?? ANY_MILESTONE} />;
}
