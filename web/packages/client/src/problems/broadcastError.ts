import { clientProblem, StreamsError, type ClientProblemCode } from './problem.js';
import type { Problem } from '../contract/wire.js';

/** A report that was not acknowledged: `problem` explains why, `retryable` whether it may be sent again. */
export class BroadcastError extends StreamsError {
  override readonly name = 'BroadcastError';

  /**
   * @param problem - What went wrong.
   * @param reportId - The report's id. Sent again under this id, the report cannot count twice.
   */
  constructor(
    problem: Problem,
    readonly reportId: string,
    options?: ErrorOptions,
  ) {
    super(problem, options);
  }
}

const TEXTS: Readonly<Partial<Record<ClientProblemCode, readonly [title: string, detail: string, retryable: boolean]>>> = {
  aborted: ['Aborted', 'The caller aborted before the report was acknowledged; it may have been recorded.', true],
  deadline_exceeded: ['No acknowledgement in time', 'The report was not acknowledged before its deadline; it may have been recorded.', true],
  queue_full: ['Queue full', 'The queue of unacknowledged reports is full; this report was not accepted.', true],
  not_serializable: ['Not serializable', 'The report cannot be written as JSON.', false],
  internal_error: ['Internal error', 'The broadcaster failed unexpectedly; the report may have been recorded.', true],
  disposed: ['Disposed', 'The broadcaster is disposed; it accepts no more reports.', false],
};

/** Creates an error that the broadcaster raises itself. */
export function broadcastError(code: ClientProblemCode, reportId: string, cause?: unknown): BroadcastError {
  const [title, detail, retryable] = TEXTS[code] ?? [code, code, false];
  return new BroadcastError(clientProblem(code, title, detail, retryable), reportId, { cause });
}
