import { createProgressBroadcaster, type BroadcasterOptions } from '../src/reporting/progressBroadcaster.js';
import type { Report } from '../src/contract/wire.js';
import { FakeEnvironment } from './fakeEnvironment.js';
import { problem } from './samples.js';

/** A report as the server receives it. */
export type Sent = Report & { readonly report_id: string; readonly message?: string };

/** A broadcaster, and a fake server that records report ids and detects duplicates. */
export function broadcasting(options: BroadcasterOptions = {}) {
  const environment = new FakeEnvironment();
  const bodies: Sent[][] = [];
  const recorded = new Set<string>();
  const accept = (reports: readonly Sent[]) => {
    const fresh = reports.filter((report) => !recorded.has(report.report_id));
    for (const report of fresh) recorded.add(report.report_id);
    const position = { epoch: 'e1', seq: recorded.size };
    return Response.json({ accepted: fresh.length, duplicates: reports.length - fresh.length, position });
  };
  const server = { answer: (reports: readonly Sent[]): Response | Promise<Response> => accept(reports) };
  environment.respond = (_, init) => {
    const { reports } = JSON.parse(init.body as string) as { reports: Sent[] };
    bodies.push(reports);
    return server.answer(reports);
  };
  const broadcaster = createProgressBroadcaster('s 1', { url: 'http://server/', environment, ...options });
  const report = (message: string, options?: Parameters<typeof broadcaster.broadcastActivity>[1]) =>
    broadcaster.broadcastActivity({ agent_id: 'a', agent_name: 'A', agent_type: 'x', activity_type: 'progress', message }, options);
  return { environment, server, accept, bodies, recorded, broadcaster, report };
}

/** The reply of a temporarily unavailable server. */
export const unavailable = (retryAfter?: string) =>
  Response.json(problem('unavailable', 503, true), { status: 503, headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter } });

/** The outcome of a broadcast, or its error code. */
export const outcome = (promise: Promise<{ readonly outcome: string }>) =>
  promise.then((ack) => ack.outcome, (error: unknown) => (error as { code: string }).code);

/** The messages of each request. */
export const messages = (bodies: readonly (readonly Sent[])[]) => bodies.map((body) => body.map((report) => report.message));
