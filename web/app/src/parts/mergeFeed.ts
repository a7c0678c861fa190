import type { AgentActivity } from '@streams/client';

const MAX_ACTIVITIES = 2_000;

/** Keeps activities that left the live window of 50, newest first. If the window has jumped after a long absence, the feed restarts from it. */
export function mergeFeed(feed: readonly AgentActivity[], live: readonly AgentActivity[]): readonly AgentActivity[] {
  const known = new Set(feed.map((activity) => activity.id));
  const fresh = live.filter((activity) => !known.has(activity.id));
  if (fresh.length === 0) return feed;
  return (fresh.length === live.length ? live : [...fresh, ...feed]).slice(0, MAX_ACTIVITIES);
}
