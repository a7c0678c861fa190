import { broadcastError } from '../problems/broadcastError.js';
import type { DebugLog } from '../runtime/debugLog.js';
import type { Environment, Timer } from '../runtime/environment.js';
import { acknowledgeAll, PendingReport, type BroadcastAck, type SendOptions } from './pendingReport.js';
import { ReportDelivery } from './reportDelivery.js';
import { MAX_KEEPALIVE_BYTES, sendReports } from './sendReports.js';
import type { Report } from '../contract/wire.js';

/** The contract allows 1,000 reports in a request. */
const MAX_REPORTS = 1_000;
/** The contract allows 1 MiB; the rest is for the envelope. */
const MAX_BYTES = 1_000_000;
/** A batch of this many reports is sent without waiting for more. */
const FULL_BATCH = 100;

/** Settings of a {@link ReportQueue}. */
export interface ReportQueueOptions {
  readonly url: string;
  readonly log: DebugLog;
  readonly batchMs: number;
  readonly maxQueue: number;
  readonly deadlineMs: number;
}

/** The unsettled reports of one broadcaster, in order and bounded in number. Sends them in batches, one at a time. */
export class ReportQueue {
  #waiting: PendingReport[] = [];
  readonly #unsettled = new Set<PendingReport>();
  readonly #delivery: ReportDelivery;
  #timer: Timer;
  #isSending = false;
  #isDisposed = false;
  #stopListening: (() => void) | undefined;

  constructor(
    private readonly environment: Environment,
    private readonly options: ReportQueueOptions,
  ) {
    this.#delivery = new ReportDelivery(environment, options.url, options.log);
  }

  /** Queues a report; the promise settles with it. */
  add(report: Report, reportId: string, options: SendOptions): Promise<BroadcastAck> {
    if (this.#isDisposed) return Promise.reject(broadcastError('disposed', reportId));
    if (this.#unsettled.size >= this.options.maxQueue) return Promise.reject(broadcastError('queue_full', reportId));
    let pending: PendingReport;
    try {
      pending = new PendingReport(this.environment, report, reportId, options.deadlineMs ?? this.options.deadlineMs, options.signal, this.#settled);
    } catch (cause) {
      return Promise.reject(broadcastError('not_serializable', reportId, cause));
    }
    this.#unsettled.add(pending);
    this.#stopListening ??= this.environment.onHide(this.#sendBeforeEnd);
    this.#waiting.push(pending);
    if (this.#waiting.length >= FULL_BATCH) void this.#send();
    else if (this.#waiting.length === 1 && !this.#isSending) this.#sendSoon();
    return pending.settled;
  }

  /** Sends at once; resolves when every report queued so far is settled. */
  async flush(): Promise<void> {
    const settled = [...this.#unsettled].map((report) => report.settled);
    void this.#send();
    await Promise.allSettled(settled);
  }

  /** Accepts no more reports and flushes. Every report has a deadline, so this ends. */
  async dispose(): Promise<void> {
    this.#isDisposed = true;
    await this.flush();
  }

  #sendSoon(): void {
    this.environment.clearTimer(this.#timer);
    this.#timer = this.environment.setTimer(() => {
      void this.#send();
    }, this.options.batchMs);
  }

  async #send(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      this.environment.clearTimer(this.#timer);
      // Reports that arrive in the meantime form the next batch.
      for (let batch = this.#nextBatch(); batch.length > 0; batch = this.#nextBatch()) await this.#deliver(batch);
    } finally {
      this.#isSending = false;
    }
  }

  /** Settles every report of the batch, even if its delivery fails unexpectedly. Never rejects. */
  async #deliver(batch: readonly PendingReport[]): Promise<void> {
    try {
      await this.#delivery.deliver(batch);
    } catch (cause) {
      for (const report of batch) report.fail(broadcastError('internal_error', report.reportId, cause));
    }
  }

  #nextBatch(): readonly PendingReport[] {
    const open = this.#waiting.filter((report) => !report.isSettled);
    // A report that is too large goes alone: the server refuses it.
    const count = Math.max(countThatFits(open, MAX_BYTES), Math.min(open.length, 1));
    this.#waiting = open.slice(count);
    return open.slice(0, count);
  }

  /**
   * The page may be about to end, and with it the request in flight. Sends that request's reports again, and the queued ones, in one request that
   * outlives the page. If the page stays, normal delivery continues; the server ignores repeats.
   */
  readonly #sendBeforeEnd = (): void => {
    const open = [...this.#unsettled].filter((report) => !report.isSentBeforeEnd);
    const last = open.slice(0, countThatFits(open, MAX_KEEPALIVE_BYTES));
    if (last.length === 0) return;
    for (const report of last) report.isSentBeforeEnd = true;
    const bodies = last.map((report) => report.json);
    void sendReports(this.environment, this.options.url, bodies, new AbortController().signal, true).then((result) => {
      if (result.kind === 'acknowledged') acknowledgeAll(last, result.ack);
    });
  };

  readonly #settled = (report: PendingReport): void => {
    this.#unsettled.delete(report);
    if (this.#unsettled.size === 0) {
      this.#stopListening?.();
      this.#stopListening = undefined;
    }
    this.#delivery.settled();
  };
}

/** How many of the first reports fit into one request of at most `maxBytes`. */
function countThatFits(reports: readonly PendingReport[], maxBytes: number): number {
  let [count, bytes] = [0, 0];
  for (const report of reports.slice(0, MAX_REPORTS)) {
    bytes += report.bytes + 1;
    if (bytes > maxBytes) break;
    count++;
  }
  return count;
}
