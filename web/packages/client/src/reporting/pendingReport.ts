import { broadcastError, BroadcastError } from '../problems/broadcastError.js';
import type { Environment, Timer } from '../runtime/environment.js';
import type { Position, Problem, Report, ReportAck } from '../contract/wire.js';

/** The server's confirmation that a report is durable. */
export interface BroadcastAck {
  /** `duplicate` if the server already had the report from an earlier attempt whose reply was lost. */
  readonly outcome: 'accepted' | 'duplicate';
  /** The stream's position, this report included. */
  readonly position: Position;
  readonly reportId: string;
}

/** Options for sending one report. */
export interface SendOptions {
  /** How long to keep trying, in milliseconds. Default: the broadcaster's `deadlineMs`. */
  readonly deadlineMs?: number | undefined;
  /** Aborts the attempts; the promise then rejects with `aborted`. */
  readonly signal?: AbortSignal | undefined;
  /** The caller's own id, 1 to 64 URL-safe characters. A report that is sent again under it, even by another process, counts once. */
  readonly reportId?: string | undefined;
}

/** One unacknowledged report and the promise that its caller holds. Settles exactly once. */
export class PendingReport {
  /** The report as JSON, serialized when it was broadcast. */
  readonly json: string;
  /** The size of {@link json} in UTF-8, in bytes. */
  readonly bytes: number;
  readonly settled: Promise<BroadcastAck>;
  /** Whether the report was also sent in a request that outlives the page. */
  isSentBeforeEnd = false;
  #isSettled = false;
  #timer: Timer;
  #resolve!: (ack: BroadcastAck) => void;
  #reject!: (error: BroadcastError) => void;

  /**
   * @param onSettled - Called once when the report is settled, whatever the cause.
   * @throws TypeError if the report cannot be written as JSON.
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
