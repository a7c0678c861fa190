import type { AgentActivity } from '@streams/client';
import { describe, expect, it } from 'vitest';
import { mergeFeed } from '../src/parts/mergeFeed.js';
import { activities } from './activities.js';

function ids(feed: readonly AgentActivity[]): readonly number[] {
  return feed.map((activity) => Number(activity.id));
}

describe('mergeFeed', () => {
  it('keeps activities that left the live window', () => {
    expect(ids(mergeFeed(activities(50, 1), activities(70, 21)))).toEqual(ids(activities(70, 1)));
  });

  it('is the same list if nothing is new', () => {
    const feed = activities(50, 1);
    expect(mergeFeed(feed, activities(50, 1))).toBe(feed);
  });

  it('starts over if the window jumped, because a gap would go unnoticed', () => {
    expect(ids(mergeFeed(activities(50, 1), activities(170, 121)))).toEqual(ids(activities(170, 121)));
  });

  it('keeps at most 2,000 activities', () => {
    const feed = mergeFeed(activities(2_000, 1), activities(2_010, 1_961));
    expect([feed.length, feed[0]?.id, feed.at(-1)?.id]).toEqual([2_000, '2010', '11']);
  });
});
