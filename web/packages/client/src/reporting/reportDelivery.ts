import { Backoff } from '../runtime/backoff.js';
import { problemsByIndex, concernsAll } from './batchProblems.js';
import type { DebugLog } from '../runtime/debugLog.js';
import type { Environment } from '../runtime/environment.js';
import { acknowledgeAll, type PendingReport } from './pendingReport.js';
import { sendReports } from './sendReports.js';

/** Delivers one batch at a time, until each of its reports is settled. */
export class ReportDelivery {
  #inFlight: readonly PendingReport[] = [];
  #abort = new AbortController();

  constructor(
    private readonly environment: Environment,
    private readonly url: string,
    private readonly log: DebugLog,
  ) {}

  /**
   * Sends reports until each is settled. While the server cannot be reached, it repeats them under the same ids with growing delays. Reports
   * that the server refuses are dropped.
   * @throws Only if something unexpected fails; some of the reports are then open.
   */
  async deliver(reports: readonly PendingReport[]): Promise<void> {
    const backoff = new Backoff(this.environment);
    for (let open = stillOpen(reports); open.length > 0; open = stillOpen(open)) {
      this.#inFlight = open;
      this.#abort = new AbortController();
      const result = await sendReports(this.environment, this.url, open.map((report) => report.json), this.#abort.signal);
      if (result.kind === 'acknowledged') {
        const { accepted, duplicates, position } = result.ack;
        this.log(`${open.length} acknowledged: ${accepted} accepted, ${duplicates} duplicates, now at ${position.seq}`);
        acknowledgeAll(open, result.ack);
        return;
      }
      if (result.kind === 'retry') {
        const delay = result.afterMs + backoff.next();
        this.log(`not acknowledged: ${result.why}; trying again in ${Math.round(delay)} ms`);
        await this.#wait(delay);
        continue;
      }
      this.log(`refused: ${result.problem.detail}`);
      const faulty = problemsByIndex(result.problem, open.length);
      if (faulty.size > 0) {
        for (const [index, problem] of faulty) open[index]?.refuse(problem);
      } else if (open.length === 1 || concernsAll(result.problem)) {
        for (const report of open) report.refuse(result.problem);
      } else {
        // The server does not name the faulty report: halving finds it and keeps the order.
        const middle = Math.ceil(open.length / 2);
        await this.deliver(open.slice(0, middle));
        await this.deliver(open.slice(middle));
        return;
      }
    }
  }

  /** A report was settled by its deadline or its caller. If it was the last of the batch, aborts the request or the delay. */
  settled(): void {
    if (this.#inFlight.length > 0 && this.#inFlight.every((report) => report.isSettled)) this.#abort.abort();
  }

  #wait(ms: number): Promise<void> {
    const { signal } = this.#abort;
    return new Promise((resolve) => {
      const done = () => {
        this.environment.clearTimer(timer);
        resolve();
      };
      const timer = this.environment.setTimer(done, ms);
      if (signal.aborted) done();
      else signal.addEventListener('abort', done, { once: true });
    });
  }
}

function stillOpen(reports: readonly PendingReport[]): readonly PendingReport[] {
  return reports.filter((report) => !report.isSettled);
}
