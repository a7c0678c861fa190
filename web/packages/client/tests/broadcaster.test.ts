import { describe, expect, it } from 'vitest';

import { broadcasting, messages, outcome, unavailable } from './broadcasting.js';

describe('a broadcaster', () => {
  it('sends the reports of 20 ms in one request, in order, each with an id', async () => {
    const { environment, bodies, report } = broadcasting();
    const all = Promise.all([report('one'), report('two'), report('three')]);
    await environment.advance(19);
    expect(bodies).toEqual([]);
    await environment.advance(1);
    expect((await all).map((ack) => [ack.outcome, ack.position.seq, ack.reportId])).toEqual([
      ['accepted', 3, 'id-1'],
      ['accepted', 3, 'id-2'],
      ['accepted', 3, 'id-3'],
    ]);
    expect(messages(bodies)).toEqual([['one', 'two', 'three']]);
    expect(environment.requests[0]?.url).toBe('http://server/api/streams/s%201/reports');
    expect(environment.timers).toBe(0);
  });

  it('sends a hundred reports at once', async () => {
    const { environment, bodies, report } = broadcasting();
    for (let i = 0; i < 100; i++) void report('x');
    await environment.settle();
    expect(bodies[0]).toHaveLength(100);
  });

  it('sends one request at a time, with at most 1,000 reports', async () => {
    const { environment, server, accept, bodies, report } = broadcasting();
    let answer = (): void => undefined;
    server.answer = (reports) => new Promise((resolve) => (answer = () => { resolve(accept(reports)); }));
    for (let i = 0; i < 2_500; i++) void report(String(i));
    await environment.advance(5_000);
    expect(bodies.map((body) => body.length)).toEqual([100]);
    for (let i = 0; i < 4; i++) {
      answer();
      await environment.settle();
    }
    expect(bodies.map((body) => body.length)).toEqual([100, 1000, 1000, 400]);
    expect(messages(bodies).flat()).toEqual(Array.from({ length: 2_500 }, (_, i) => String(i)));
  });

  it('keeps a request below a megabyte', async () => {
    const { environment, bodies, report } = broadcasting();
    for (let i = 0; i < 60; i++) void report('ü'.repeat(50_000));
    await environment.advance(20);
    expect(bodies.map((body) => body.length)).toEqual([9, 9, 9, 9, 9, 9, 6]);
  });

  it('limits the number of reports', async () => {
    const { environment, server, accept, report } = broadcasting({ maxQueue: 3 });
    server.answer = () => unavailable();
    const pending = [report('1'), report('2'), report('3')].map(outcome);
    expect(await outcome(report('4'))).toBe('queue_full');
    server.answer = accept;
    await environment.advance(1_000);
    expect(await Promise.all(pending)).toEqual(['accepted', 'accepted', 'accepted']);
    const later = outcome(report('5'));
    await environment.advance(20);
    expect(await later).toBe('accepted');
  });

  it('flushes at once, and the flush ends when every report is settled', async () => {
    const { environment, server, accept, bodies, broadcaster, report } = broadcasting();
    server.answer = (reports) => (bodies.length === 1 ? unavailable() : accept(reports));
    const pending = outcome(report('one'));
    let flushed = false;
    const flush = broadcaster.flush().then(() => (flushed = true));
    await environment.settle();
    expect([bodies.length, flushed]).toEqual([1, false]);
    await environment.advance(1_000);
    await flush;
    expect(await pending).toBe('accepted');
    await broadcaster.flush();
  });

  it('delivers sent and queued reports when disposed, accepts no more, and leaves nothing behind', async () => {
    const { environment, server, accept, bodies, broadcaster, report } = broadcasting();
    let answer = (): void => undefined;
    server.answer = (reports) => new Promise((resolve) => (answer = () => { resolve(accept(reports)); }));
    const inFlight = outcome(report('one'));
    await environment.advance(20);
    const waiting = outcome(report('two'));
    let isDisposed = false;
    const disposal = broadcaster.dispose().then(() => (isDisposed = true));
    expect(await outcome(report('three'))).toBe('disposed');
    answer();
    await environment.settle();
    expect([messages(bodies), isDisposed]).toEqual([[['one'], ['two']], false]);
    answer();
    await disposal;
    expect(await Promise.all([inFlight, waiting])).toEqual(['accepted', 'accepted']);
    expect([environment.timers, environment.hideListeners]).toEqual([0, 0]);
  });

  it('retries no longer than the deadline after it is disposed', async () => {
    const { environment, server, broadcaster, report } = broadcasting({ deadlineMs: 1_000 });
    server.answer = () => new Promise(() => undefined);
    const pending = outcome(report('one'));
    const disposal = broadcaster.dispose();
    await environment.advance(1_000);
    await disposal;
    expect(await pending).toBe('deadline_exceeded');
    expect(environment.timers).toBe(0);
    expect(environment.requests[0]?.init.signal?.aborted).toBe(true);
  });

  it('sends unacknowledged reports once more, in a request that outlives the page, when the page is hidden', async () => {
    const { environment, server, accept, bodies, recorded, report } = broadcasting();
    server.answer = (reports) => (bodies.length === 1 ? new Promise(() => undefined) : accept(reports));
    const inFlight = outcome(report('one'));
    await environment.advance(20);
    const waiting = outcome(report('two'));
    environment.hide();
    environment.hide();
    await environment.settle();
    expect(messages(bodies)).toEqual([['one'], ['one', 'two']]);
    expect(environment.requests.map((request) => request.init.keepalive ?? false)).toEqual([false, true]);
    expect([...recorded]).toEqual(['id-1', 'id-2']);
    expect(await Promise.all([inFlight, waiting])).toEqual(['accepted', 'accepted']);
    expect(environment.hideListeners).toBe(0);
  });

  it('sends no more than a browser allows when the page is hidden, the oldest first', async () => {
    const { environment, bodies, report } = broadcasting({ batchMs: 1_000 });
    for (const letter of ['a', 'b', 'c']) void report(letter.repeat(25_000));
    environment.hide();
    await environment.settle();
    expect(messages(bodies).map((body) => body.map((message) => message?.[0]))).toEqual([['a', 'b']]);
    await environment.advance(1_000);
    expect(messages(bodies).map((body) => body.map((message) => message?.[0]))).toEqual([['a', 'b'], ['c']]);
  });

  it('rejects what cannot be written as JSON', async () => {
    const { broadcaster } = broadcasting();
    const data: Record<string, unknown> = {};
    data['self'] = data;
    expect(await outcome(broadcaster.broadcastMilestone({ type: 'own', title: 'T', description: 'D', data }))).toBe('not_serializable');
  });

  it('sends each kind in the contract\'s shape', async () => {
    const { environment, bodies, broadcaster } = broadcasting();
    void broadcaster.broadcastProgress({ completed: 1, total: 50 });
    void broadcaster.broadcastProgress({ completed: 2, quality_score: 4 });
    void broadcaster.broadcastAgentStarted('a', 'A', 'bot');
    void broadcaster.broadcastAgentProgress('a', 'A', 'bot', 'Going', { found: 5 });
    void broadcaster.broadcastAgentCompleted('a', 'A', 'bot', 'Done');
    void broadcaster.broadcastAgentFailed('a', 'A', 'bot');
    void broadcaster.broadcastMilestone({ type: 'own', title: 'T', description: 'D' }, { reportId: 'mine' });
    void broadcaster.broadcastItems([{ name: 'Acme' }], 'a');
    void broadcaster.broadcastProgress({ completed: 7, total: 9, agent_id: 'a' });
    void broadcaster.broadcastProgress({ completed: 8, agent_id: 'a' });
    void broadcaster.broadcastProgress({ completed: 3, agent_id: 'b' });
    void broadcaster.broadcastAdvance(2, 'a');
    void broadcaster.broadcastHeartbeat('a');
    await environment.advance(20);
    const agent = { kind: 'activity', agent_id: 'a', agent_name: 'A', agent_type: 'bot' };
    expect(bodies[0]).toEqual([
      { report_id: 'id-1', kind: 'progress', completed: 1, total: 50 },
      { report_id: 'id-2', kind: 'progress', completed: 2, total: 50, quality_score: 4 },
      { report_id: 'id-3', ...agent, activity_type: 'started', message: 'Started' },
      { report_id: 'id-4', ...agent, activity_type: 'progress', message: 'Going', data: { found: 5 } },
      { report_id: 'id-5', ...agent, activity_type: 'completed', message: 'Done' },
      { report_id: 'id-6', ...agent, activity_type: 'failed', message: 'Failed' },
      { report_id: 'mine', kind: 'milestone', type: 'own', title: 'T', description: 'D' },
      { report_id: 'id-7', kind: 'items', items: [{ name: 'Acme' }], agent_id: 'a' },
      { report_id: 'id-8', kind: 'progress', completed: 7, total: 9, agent_id: 'a' },
      { report_id: 'id-9', kind: 'progress', completed: 8, total: 9, agent_id: 'a' },
      { report_id: 'id-10', kind: 'progress', completed: 3, agent_id: 'b' },
      { report_id: 'id-11', kind: 'advance', by: 2, agent_id: 'a' },
      { report_id: 'id-12', kind: 'heartbeat', agent_id: 'a' },
    ]);
  });

  it('logs if debugging is enabled', async () => {
    const { environment, report } = broadcasting({ debug: true });
    void report('one');
    await environment.advance(20);
    expect(environment.lines).toEqual(['[ProgressBroadcaster] 1 acknowledged: 1 accepted, 0 duplicates, now at 1']);
  });
});
