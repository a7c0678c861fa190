import type { Environment } from './environment.js';

/**
 * Waits for a promise up to a limit. A later outcome is ignored.
 * @param ms - The limit, in milliseconds.
 * @param what - Names it in the error.
 * @throws Error if time runs out first; otherwise the promise's own rejection.
 */
export function withTimeLimit<T>(environment: Environment, promise: Promise<T>, ms: number, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = environment.setTimer(() => {
      reject(new Error(`${what} took longer than ${ms} ms`));
    }, ms);
    promise.then(resolve, reject).finally(() => {
      environment.clearTimer(timer);
    });
  });
}
