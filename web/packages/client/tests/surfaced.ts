import { afterEach, beforeEach, vi } from 'vitest';

/** Collects, for each test of a file, the errors that would surface as uncaught ones. */
export function eachWithSurfacedErrors(): unknown[] {
  const surfaced: unknown[] = [];
  const queue = queueMicrotask;
  beforeEach(() => {
    surfaced.length = 0;
    vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((call) => {
      queue(() => {
        try {
          call();
        } catch (error) {
          surfaced.push(error);
        }
      });
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
  return surfaced;
}
