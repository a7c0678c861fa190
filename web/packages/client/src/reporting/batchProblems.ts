import type { Problem } from '../contract/wire.js';

/**
 * The problems of the faulty reports in a refused batch, by index. Their paths are relative to the report.
 * @param count - How many reports the batch had.
 * @returns An empty map if the problem does not name any.
 */
export function problemsByIndex(problem: Problem, count: number): ReadonlyMap<number, Problem> {
  const errors = new Map<number, Record<string, readonly string[]>>();
  for (const [path, messages] of Object.entries(problem.errors ?? {})) {
    const match = /^reports\[(\d+)\]\.?(.*)$/.exec(path);
    const index = Number(match?.[1]);
    if (!match || index >= count) continue;
    errors.set(index, { ...errors.get(index), [match[2] === '' ? 'report' : (match[2] ?? 'report')]: messages });
  }
  return new Map([...errors].map(([index, own]) => [index, { ...problem, detail: sentence(own), errors: own }]));
}

/** Whether the problem concerns every report of the batch: the stream or the caller, not the content. */
export function concernsAll(problem: Problem): boolean {
  return problem.status === 401 || problem.status === 403 || problem.status === 404;
}

function sentence(errors: NonNullable<Problem['errors']>): string {
  return Object.entries(errors)
    .map(([path, messages]) => `'${path}' ${messages.join(', ')}.`)
    .join(' ');
}
