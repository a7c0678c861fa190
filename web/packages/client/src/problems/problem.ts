import type { Problem } from '../contract/wire.js';

/**
 * The codes of problems that the client raises itself, with status 0:
 * - `unreachable`: no reply from the server, or not one of its problem documents.
 * - `aborted`: the caller's AbortSignal aborted the call.
 * - `deadline_exceeded`: no acknowledgement before the caller's deadline. The report may still have been recorded.
 * - `queue_full`: the broadcaster's queue is full.
 * - `not_serializable`: the report cannot be written as JSON.
 * - `disposed`: the broadcaster is disposed and accepts no more reports.
 * - `internal_error`: the client failed unexpectedly; the error's `cause` is the reason.
 * - `too_many_streams`: without WebSockets, only a few streams can be watched at once.
 */
export type ClientProblemCode =
  | 'unreachable'
  | 'aborted'
  | 'deadline_exceeded'
  | 'queue_full'
  | 'not_serializable'
  | 'disposed'
  | 'internal_error'
  | 'too_many_streams';

/** A failure with the problem document that explains it. */
export class StreamsError extends Error {
  override readonly name: string = 'StreamsError';

  /** @param problem - What went wrong; its `detail` becomes the message. */
  constructor(
    readonly problem: Problem,
    options?: ErrorOptions,
  ) {
    super(problem.detail, options);
  }

  /** The problem's code. */
  get code(): Problem['code'] {
    return this.problem.code;
  }

  /** Whether the same request can succeed later. */
  get retryable(): boolean {
    return this.problem.retryable;
  }

  /** The HTTP status; 0 if there was no reply. */
  get status(): number {
    return this.problem.status;
  }
}

/** Creates a problem that the client raises itself. */
export function clientProblem(code: ClientProblemCode, title: string, detail: string, retryable: boolean): Problem {
  return { type: `urn:streams:problem:${code}`, title, status: 0, detail, code, retryable };
}

/** The problem of an unsuccessful reply: its document, or one made from the status if a proxy replied. */
export async function problemOf(response: Response): Promise<Problem> {
  try {
    const body: unknown = await response.json();
    if (isProblem(body)) return body;
  } catch {
    // The reply of a proxy, not of the server.
  }
  return {
    type: 'about:blank',
    title: 'Unexpected reply',
    status: response.status,
    detail: `The server replied with status ${response.status}.`,
    code: 'unreachable',
    retryable: response.status >= 500 || response.status === 408 || response.status === 429,
  };
}

function isProblem(body: unknown): body is Problem {
  return (
    typeof body === 'object' &&
    body !== null &&
    'code' in body &&
    typeof body.code === 'string' &&
    'retryable' in body &&
    typeof body.retryable === 'boolean' &&
    'detail' in body &&
    typeof body.detail === 'string' &&
    (!('errors' in body) || isErrors(body.errors))
  );
}

/** Whether a value is absent, or has the shape of a problem's `errors`: messages by path. */
function isErrors(errors: unknown): boolean {
  if (errors === undefined || errors === null) return true;
  if (typeof errors !== 'object' || Array.isArray(errors)) return false;
  return Object.values(errors).every((messages) => Array.isArray(messages) && messages.every((message) => typeof message === 'string'));
}
