import { expect, it } from 'vitest';

import type { ActivityType, Frame, StreamEvent, WatchReply } from '../src/contract/wire.js';
import { activityEvent, frame, milestoneEvent, progressEvent, snapshot } from './samples.js';
import { watching } from './watching.js';
import { applyFrame, viewOf } from '../src/watching/apply.js';

const LENGTH = 120;

/** A simple seeded generator, so that a failing seed can be reproduced. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return ((state >>> 8) % 10_000_019) % below;
  };
}

function logOf(random: (below: number) => number): StreamEvent[] {
  const types: readonly ActivityType[] = ['started', 'progress', 'completed', 'failed'];
  return Array.from({ length: LENGTH }, (_, i) => {
    const kind = random(10);
    if (kind < 6) return progressEvent(i + 1);
    return kind < 9 ? activityEvent(i + 1, types[random(4)], `agent-${random(4)}`) : milestoneEvent(i + 1);
  });
}

const between = (log: readonly StreamEvent[], from: number, to: number): Frame => frame(from, log.slice(from, to), 'e1', to);

function viewAt(log: readonly StreamEvent[], seq: number) {
  const applied = applyFrame(viewOf(snapshot(0)), between(log, 0, seq));
  return applied.outcome === 'applied' ? applied.view : viewOf(snapshot(0));
}

it.each(Array.from({ length: 150 }, (_, i) => i + 1))('lost, repeated, reordered and late frames lead to the state of the log (seed %i)', async (seed) => {
  const random = randomOf(seed);
  const log = logOf(random);
  const { environment, server, state, subscribe, news } = watching();
  let head = 0;
  server.reply = ({ position }): WatchReply => {
    const at = Math.max(0, head - random(4));
    if (position && position.seq <= at && random(3) > 0) return { mode: 'replay', frame: between(log, position.seq, at) };
    const { activities, milestones, progress, activeAgents } = viewAt(log, at);
    return { mode: 'snapshot', snapshot: snapshot(at, { activities, milestones, progress, active_agents: activeAgents }) };
  };
  await subscribe();

  let late: Frame[] = [];
  while (head < LENGTH) {
    const from = head;
    head = Math.min(LENGTH, head + 1 + random(5));
    const next = between(log, Math.max(0, from - random(3)), head);
    const fate = random(8);
    if (fate === 0) late.push(next);
    else if (fate > 1) server.send(next);
    if (fate === 7) server.send(next);
    if (random(6) === 0) {
      for (const each of late) server.send(each);
      late = [];
    }
    if (random(20) === 0) server.drop();
    if (random(3) === 0) await environment.advance(random(400));
  }

  // The next frame reveals whatever is still missing, so the server sends one more event.
  const last = milestoneEvent(LENGTH + 1);
  log.push(last);
  head = log.length;
  await environment.advance(30_000);
  server.send(between(log, LENGTH, LENGTH + 1));
  for (let i = 0; i < 30; i++) {
    await environment.advance(1_000);
    server.send(between(log, LENGTH, LENGTH + 1));
  }

  const { activities, milestones, progress, activeAgents, position } = viewAt(log, head);
  expect(await state()).toMatchObject({ status: 'live', activities, milestones, progress, position });
  expect([...(await state()).activeAgents].sort()).toEqual(activeAgents.map((agent) => agent.agent_id).sort());

  const seen = news.flatMap((each) => (each.source === 'snapshot' ? [] : each.events.map((event) => event.seq)));
  expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
});
