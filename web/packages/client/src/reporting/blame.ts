import type { Problem } from '../contract/wire.js';

/**
 * Which reports of a refused batch are at fault, by their index, each with a problem of its own whose paths begin within the report.
 * @param count - How many reports the batch had.
 * @returns An empty map where the problem does not say.
 */
export function blame(problem: Problem, count: number): ReadonlyMap<number, Problem> {
  const errors = new Map<number, Record<string, readonly string[]>>();
  for (const [path, messages] of Object.entries(problem.errors ?? {})) {
    const found = /^reports\[(\d+)\]\.?(.*)$/.exec(path);
    const index = Number(found?.[1]);
    if (!found || index >= count) continue;
    errors.set(index, { ...errors.get(index), [found[2] === '' ? 'report' : (found[2] ?? 'report')]: messages });
  }
  return new Map([...errors].map(([index, own]) => [index, { ...problem, detail: sentence(own), errors: own }]));
}

/** Whether the same problem met every report of the batch: who they are for, or from, and not what they say. */
export function meetsAll(problem: Problem): boolean {
  return problem.status === 401 || problem.status === 403 || problem.status === 404;
}

function sentence(errors: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(errors)
    .map(([path, messages]) => `'${path}' ${messages.join(', ')}.`)
    .join(' ');
}
