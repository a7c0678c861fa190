import type { Environment } from '../runtime/environment.js';
import { problemOf } from '../problems/problem.js';
import type { Problem, ReportAck } from '../contract/wire.js';

/**
 * The outcome of one request:
 * - `acknowledged`: its reports are durable.
 * - `refused`: the server will never accept this request.
 * - `retry`: unknown or temporarily impossible; try again after `afterMs` at the earliest.
 */
export type SendResult =
  | { readonly kind: 'acknowledged'; readonly ack: ReportAck }
  | { readonly kind: 'refused'; readonly problem: Problem }
  | { readonly kind: 'retry'; readonly afterMs: number; readonly why: string };

const REQUEST_MS = 15_000;

/** Browsers allow 64 KiB in all `keepalive` requests of a page; the rest is for the envelope. */
export const MAX_KEEPALIVE_BYTES = 63_000;

/**
 * Posts reports once. Never rejects.
 * @param reports - Each as JSON.
 * @param signal - Aborts the request.
 * @param keepalive - Whether the request outlives the page. A browser then refuses a body of more than {@link MAX_KEEPALIVE_BYTES}.
 */
export async function sendReports(
  environment: Environment,
  url: string,
  reports: readonly string[],
  signal: AbortSignal,
  keepalive = false,
): Promise<SendResult> {
  const request = new AbortController();
  const timer = environment.setTimer(() => {
    request.abort(new Error(`no reply within ${REQUEST_MS} ms`));
  }, REQUEST_MS);
  const abort = () => {
    request.abort(signal.reason);
  };
  signal.addEventListener('abort', abort);
  try {
    const response = await environment.fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"reports":[${reports.join(',')}]}`,
      signal: request.signal,
      keepalive,
    });
    if (response.ok) return { kind: 'acknowledged', ack: ackOf(await response.json()) };
    const problem = await problemOf(response);
    if (!problem.retryable) return { kind: 'refused', problem };
    return { kind: 'retry', afterMs: retryAfter(response, environment.now()), why: problem.detail };
  } catch (failure) {
    return { kind: 'retry', afterMs: 0, why: String(failure) };
  } finally {
    environment.clearTimer(timer);
    signal.removeEventListener('abort', abort);
  }
}

/** Checks the shape, because a captive portal answers every request with its own page and status 200. */
function ackOf(body: unknown): ReportAck {
  const ack = body as Partial<ReportAck> | null;
  if (typeof ack?.accepted === 'number' && typeof ack.position?.seq === 'number') return ack as ReportAck;
  throw new TypeError('the reply is not an acknowledgement');
}

/** The delay in milliseconds, from seconds or a date; 0 without the header. */
function retryAfter(response: Response, now: number): number {
  const value = response.headers.get('retry-after');
  if (value === null) return 0;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(ms) ? 0 : Math.max(0, ms);
}
