import { describe, expect, it } from 'vitest';

import { applyFrame, viewOf, type StreamView } from '../src/watching/apply.js';
import type { Frame, StreamEvent } from '../src/contract/wire.js';
import { activity, activityEvent, frame, milestone, milestoneEvent, progress, progressEvent, snapshot } from './samples.js';

const at = (seq: number, epoch = 'e1'): StreamView => viewOf(snapshot(seq, {}, epoch));

function applied(view: StreamView, given: Frame) {
  const result = applyFrame(view, given);
  if (result.outcome !== 'applied') throw new Error(result.outcome);
  return result;
}

describe('a frame', () => {
  it('that follows is applied', () => {
    const { view, events } = applied(at(5), frame(5, [progressEvent(6), progressEvent(7)]));
    expect(view.position).toEqual({ epoch: 'e1', seq: 7 });
    expect(view.progress.completed).toBe(7);
    expect(events.map((event) => event.seq)).toEqual([6, 7]);
  });

  it('without obsolete values is applied up to its end', () => {
    const { view, events } = applied(at(5), frame(5, [progressEvent(9)]));
    expect(view.position.seq).toBe(9);
    expect(events).toHaveLength(1);
  });

  it('after missing events is a gap', () => {
    expect(applyFrame(at(5), frame(6, [progressEvent(7)]))).toEqual({ outcome: 'gap' });
  });

  it('that arrives twice is ignored', () => {
    expect(applyFrame(at(7), frame(5, [progressEvent(6), progressEvent(7)]))).toEqual({ outcome: 'ignored' });
  });

  it('that arrives late is ignored', () => {
    expect(applyFrame(at(9), frame(5, [progressEvent(6)]))).toEqual({ outcome: 'ignored' });
  });

  it('that overlaps adds only new events', () => {
    const { view, events } = applied(at(6), frame(4, [milestoneEvent(5), milestoneEvent(6), milestoneEvent(7)]));
    expect(view.milestones.map((each) => each.id)).toEqual(['mil-7']);
    expect(events.map((event) => event.seq)).toEqual([7]);
  });

  it('of another epoch is a gap, even if its position is behind', () => {
    expect(applyFrame(at(100), frame(0, [progressEvent(1)], 'e2'))).toEqual({ outcome: 'gap' });
    expect(applyFrame(at(5), frame(5, [progressEvent(6)], 'e2'))).toEqual({ outcome: 'gap' });
  });
});

describe('active agents', () => {
  const working = (): StreamView => applied(at(1), frame(1, [activityEvent(2, 'started')])).view;

  it('show the share that they report of their own, and that they were seen', () => {
    const later = '2026-11-22T12:00:09.000Z';
    const shares = { a1: { completed: 5, total: 20 }, a2: { completed: 1, total: null } };
    const { view } = applied(working(), frame(2, [{ ...progressEvent(3), payload: { ...progress(6), agent_id: 'a1', shares, last_updated: later } } as StreamEvent]));
    expect(view.activeAgents).toEqual([{ ...working().activeAgents[0], completed: 5, total: 20, last_seen: later }]);
    const unknown = applied(view, frame(3, [{ ...progressEvent(4), payload: { ...progress(7), shares: { a1: { completed: 6, total: null } } } } as StreamEvent]));
    expect(unknown.view.activeAgents[0]).toEqual({ ...working().activeAgents[0], completed: 6, last_seen: later });
  });

  it('are active again when a silent one is heard from', () => {
    const silent = { ...activityEvent(3, 'failed'), payload: { ...activity('silent', 'failed'), data: { reason: 'silent' } } } as StreamEvent;
    const heard = { ...activityEvent(4), payload: { ...activity('heard'), data: { reason: 'heard_again' } } } as StreamEvent;
    const gone = applied(working(), frame(2, [silent])).view;
    expect(gone.activeAgents).toEqual([]);
    expect(applied(gone, frame(3, [activityEvent(4)])).view.activeAgents).toEqual([]);
    expect(applied(gone, frame(3, [heard])).view.activeAgents.map((agent) => agent.agent_id)).toEqual(['a1']);
  });
});

describe('the view', () => {
  it('keeps the 50 newest activities, newest first', () => {
    const before = viewOf(snapshot(1, { activities: Array.from({ length: 50 }, (_, i) => activity(`old-${i}`)) }));
    const { view } = applied(before, frame(1, [activityEvent(2), activityEvent(3)]));
    expect(view.activities).toHaveLength(50);
    expect(view.activities.slice(0, 3).map((each) => each.id)).toEqual(['act-3', 'act-2', 'old-0']);
    expect(view.activities.at(-1)?.id).toBe('old-47');
  });

  it('keeps milestones oldest first', () => {
    const before = viewOf(snapshot(1, { milestones: [milestone('first')] }));
    expect(applied(before, frame(1, [milestoneEvent(2)])).view.milestones.map((each) => each.id)).toEqual(['first', 'mil-2']);
  });

  it('derives the active agents from activities', () => {
    const one = applied(at(0), frame(0, [activityEvent(1, 'started', 'a'), activityEvent(2, 'started', 'b'), activityEvent(3, 'progress', 'c')])).view;
    expect(one.activeAgents.map((agent) => agent.agent_id)).toEqual(['a', 'b']);
    const two = applied(one, frame(3, [activityEvent(4, 'completed', 'a')])).view;
    expect(two.activeAgents.map((agent) => agent.agent_id)).toEqual(['b']);
    expect(applied(two, frame(4, [activityEvent(5, 'failed', 'b')])).view.activeAgents).toEqual([]);
  });

  it('keeps when an agent started and when it last reported', () => {
    const started = activity('x', 'started', 'a', '2026-11-22T12:00:00Z');
    const later = activity('y', 'progress', 'a', '2026-11-22T12:00:05Z');
    const { view } = applied(at(0), frame(0, [
      { seq: 1, event: 'agent-activity', payload: started, at: started.timestamp },
      { seq: 2, event: 'agent-activity', payload: later, at: later.timestamp },
    ]));
    expect(view.activeAgents[0]).toMatchObject({ since: started.timestamp, last_seen: later.timestamp });
  });

  it('keeps the identity of unchanged parts, and does not modify the previous view', () => {
    const before = Object.freeze(at(5));
    const { view } = applied(before, frame(5, [progressEvent(6)]));
    expect(view.activities).toBe(before.activities);
    expect(view.milestones).toBe(before.milestones);
    expect(view.stream).toBe(before.stream);
    expect(before.position.seq).toBe(5);
  });
});
