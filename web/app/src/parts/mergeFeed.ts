import type { AgentActivity } from '@streams/client';

const MOST = 2_000;

/** What has gone through the live window of 50 stays in the feed, newest first. A jump of the window, after a long absence, begins it anew. */
export function mergeFeed(feed: readonly AgentActivity[], live: readonly AgentActivity[]): readonly AgentActivity[] {
  const known = new Set(feed.map((activity) => activity.id));
  const fresh = live.filter((activity) => !known.has(activity.id));
  if (fresh.length === 0) return feed;
  return (fresh.length === live.length ? live : [...fresh, ...feed]).slice(0, MOST);
}
