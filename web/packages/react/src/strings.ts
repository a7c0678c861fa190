import type { ActivityType, GoalStatus } from '@streams/client';
import { createContext, useContext, useMemo } from 'react';

/** All texts of the components. Replace any of them with the `strings` of {@link StreamsProvider} or of a component. */
export interface Strings {
  readonly live: string;
  readonly connecting: string;
  readonly reconnecting: string;
  readonly offline: string;
  readonly gone: string;
  readonly unavailable: string;
  readonly loading: string;
  readonly noActivities: string;
  readonly noAgents: string;
  readonly activities: string;
  readonly activeAgents: string;
  readonly quality: string;
  readonly progress: string;
  readonly notifications: string;
  readonly dismiss: string;
  readonly updated: (when: string) => string;
  readonly never: string;
  readonly now: string;
  readonly counter: (completed: string, total: string) => string;
  /** The counter of a stream without a target. */
  readonly openCounter: (completed: string) => string;
  readonly increment: (companies: string) => string;
  readonly found: (companies: number) => string;
  readonly goalStatus: Readonly<Record<GoalStatus, string>>;
  readonly activityType: Readonly<Record<ActivityType, string>>;
}

/** The strings in English. */
export const englishStrings: Strings = {
  live: 'Live',
  connecting: 'Connecting',
  reconnecting: 'Offline, reconnecting',
  offline: 'Offline',
  gone: 'This stream was deleted',
  unavailable: 'This stream cannot be shown',
  loading: 'Loading',
  noActivities: 'No activity yet. Run an agent to start.',
  noAgents: 'No active agents',
  activities: 'Recent activity',
  activeAgents: 'Active agents',
  quality: 'Quality',
  progress: 'Progress',
  notifications: 'Milestones',
  dismiss: 'Dismiss',
  updated: (when) => `Updated ${when}`,
  never: 'never',
  now: 'just now',
  counter: (completed, total) => `${completed} / ${total}`,
  openCounter: (completed) => `${completed} so far`,
  increment: (companies) => `+${companies}`,
  found: (companies) => (companies === 1 ? '+1 company' : `+${companies.toLocaleString()} companies`),
  goalStatus: {
    not_started: 'Not started',
    in_progress: 'In progress',
    on_track: 'On track',
    at_risk: 'At risk',
    completed: 'Completed',
  },
  activityType: { started: 'Started', progress: 'Progress', completed: 'Completed', failed: 'Failed' },
};

/** The strings of components without their own. */
export const StringsContext = createContext<Strings>(englishStrings);

/**
 * The current strings.
 * @param own - A component's own strings, which override the provider's.
 */
export function useStrings(own?: Partial<Strings>): Strings {
  const inherited = useContext(StringsContext);
  return useMemo(() => (own === undefined ? inherited : { ...inherited, ...own }), [inherited, own]);
}
