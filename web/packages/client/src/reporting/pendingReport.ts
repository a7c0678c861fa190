import { broadcastError, BroadcastError } from '../problems/broadcastError.js';
import type { Environment, Timer } from '../runtime/environment.js';
import type { Position, Problem, Report, ReportAck } from '../contract/wire.js';

/** The server's word that a report is durable. */
export interface BroadcastAck {
  /** `duplicate` where the server had it from an earlier try, whose answer was lost. */
  readonly outcome: 'accepted' | 'duplicate';
  /** Where the stream stands with it. */
  readonly position: Position;
  readonly reportId: string;
}

/** How one report is sent. */
export interface SendOptions {
  /** How long to try, in milliseconds; default as for the broadcaster. */
  readonly deadlineMs?: number | undefined;
  /** Gives up when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** An id of the caller's own, at most 64 URL-safe characters: a report that is broadcast again, even by another process, counts once. */
  readonly reportId?: string | undefined;
}

/** One report on its way, with the promise that its caller holds. Settles exactly once. */
export class PendingReport {
  /** The report as JSON, as it was when it was broadcast. */
  readonly json: string;
  /** The size of {@link json} in UTF-8. */
  readonly bytes: number;
  readonly settled: Promise<BroadcastAck>;
  /** Whether the report was also sent in a request that outlives the page. */
  isSentBeforeEnd = false;
  #isSettled = false;
  #timer: Timer;
  #resolve!: (ack: BroadcastAck) => void;
  #reject!: (error: BroadcastError) => void;

  /**
   * @param onSettled - Told when the report is settled, by whatever.
   * @throws TypeError where the report cannot be written as JSON.
   */
  constructor(
    private readonly environment: Environment,
    report: Report,
    readonly reportId: string,
    deadlineMs: number,
    private readonly signal: AbortSignal | undefined,
    private readonly onSettled: (report: PendingReport) => void,
  ) {
    this.json = JSON.stringify({ ...report, report_id: reportId });
    this.bytes = new TextEncoder().encode(this.json).length;
    this.settled = new Promise((resolve, reject) => {
      [this.#resolve, this.#reject] = [resolve, reject];
    });
    this.#timer = environment.setTimer(() => {
      this.fail(broadcastError('deadline_exceeded', reportId));
    }, deadlineMs);
    signal?.addEventListener('abort', this.#aborted, { once: true });
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  acknowledge(outcome: BroadcastAck['outcome'], position: Position): void {
    if (this.#settle()) this.#resolve({ outcome, position, reportId: this.reportId });
  }

  refuse(problem: Problem): void {
    this.fail(new BroadcastError(problem, this.reportId));
  }

  fail(error: BroadcastError): void {
    if (this.#settle()) this.#reject(error);
  }

  #settle(): boolean {
    if (this.#isSettled) return false;
    this.#isSettled = true;
    this.environment.clearTimer(this.#timer);
    this.signal?.removeEventListener('abort', this.#aborted);
    this.onSettled(this);
    return true;
  }

  readonly #aborted = (): void => {
    this.fail(broadcastError('aborted', this.reportId, this.signal?.reason));
  };
}

/** Settles all reports of one acknowledged request. */
export function acknowledgeAll(reports: readonly PendingReport[], ack: ReportAck): void {
  for (const report of reports) report.acknowledge(ack.accepted === 0 ? 'duplicate' : 'accepted', ack.position);
}
