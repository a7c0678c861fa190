import { broadcastError } from './broadcastError.js';
import type { DebugLog } from './debugLog.js';
import type { Environment, Timer } from './environment.js';
import { PendingReport, type BroadcastAck, type SendOptions } from './pendingReport.js';
import { ReportDelivery } from './reportDelivery.js';
import type { Report } from './reports.js';

/** The contract allows 1,000 reports in a request. */
const MAX_REPORTS = 1_000;
/** The contract allows 1 MiB; the rest is for the envelope. */
const MAX_BYTES = 1_000_000;
/** So many reports need not wait for more. */
const ENOUGH = 100;

/** What a queue is told. */
export interface ReportQueueOptions {
  readonly url: string;
  readonly log: DebugLog;
  readonly batchMs: number;
  readonly maxQueue: number;
  readonly deadlineMs: number;
}

/** Reports of one broadcaster that are not settled yet, at most so many, in order; cuts them into batches, one under way at a time. */
export class ReportQueue {
  #waiting: PendingReport[] = [];
  readonly #unsettled = new Set<PendingReport>();
  readonly #delivery: ReportDelivery;
  #timer: Timer;
  #isSending = false;
  #isDisposed = false;

  constructor(
    private readonly environment: Environment,
    private readonly options: ReportQueueOptions,
  ) {
    this.#delivery = new ReportDelivery(environment, options.url, options.log);
  }

  /** Takes a report; the promise settles as its caller's does. */
  add(report: Report, reportId: string, how: SendOptions): Promise<BroadcastAck> {
    if (this.#isDisposed) return Promise.reject(broadcastError('disposed', reportId));
    if (this.#unsettled.size >= this.options.maxQueue) return Promise.reject(broadcastError('queue_full', reportId));
    let pending: PendingReport;
    try {
      pending = new PendingReport(this.environment, report, reportId, how.deadlineMs ?? this.options.deadlineMs, how.signal, this.#settled);
    } catch (cause) {
      return Promise.reject(broadcastError('not_serializable', reportId, cause));
    }
    this.#unsettled.add(pending);
    this.#waiting.push(pending);
    if (this.#waiting.length >= ENOUGH) void this.#send();
    else if (this.#waiting.length === 1) this.#sendSoon();
    return pending.settled;
  }

  /** Sends at once; resolves when all that is unsettled now is settled. */
  async flush(): Promise<void> {
    const settled = [...this.#unsettled].map((report) => report.settled);
    void this.#send();
    await Promise.allSettled(settled);
  }

  /** Rejects everything. */
  dispose(): void {
    this.#isDisposed = true;
    this.environment.clearTimer(this.#timer);
    for (const report of [...this.#unsettled]) report.fail(broadcastError('disposed', report.reportId));
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
    this.environment.clearTimer(this.#timer);
    // What gathers while a batch is under way goes with the next one.
    for (let batch = this.#cut(); batch.length > 0; batch = this.#cut()) await this.#delivery.deliver(batch);
    this.#isSending = false;
  }

  #cut(): readonly PendingReport[] {
    const open = this.#waiting.filter((report) => !report.isSettled);
    let [count, bytes] = [0, 0];
    for (const report of open.slice(0, MAX_REPORTS)) {
      bytes += report.bytes + 1;
      if (count > 0 && bytes > MAX_BYTES) break;
      count++;
    }
    this.#waiting = open.slice(count);
    return open.slice(0, count);
  }

  readonly #settled = (report: PendingReport): void => {
    this.#unsettled.delete(report);
    this.#delivery.settled();
  };
}
