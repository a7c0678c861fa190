import type { Environment } from './environment.js';

/**
 * Waits for a promise, but not for ever. What it comes to later is dropped.
 * @param ms - How long, in milliseconds.
 * @param what - Names it in the error.
 * @throws Error where time is up first; else what the promise rejects with.
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
