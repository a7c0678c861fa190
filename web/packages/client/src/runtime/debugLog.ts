import type { Environment } from './environment.js';
import { guarded } from './guarded.js';

/** Prints debug lines, or nothing. Never throws. */
export type DebugLog = (line: string, ...details: readonly unknown[]) => void;

/** Creates a log whose lines carry a prefix; silent unless `debug` is true. */
export function createDebugLog(environment: Pick<Environment, 'log'>, prefix: string, debug: boolean | undefined): DebugLog {
  if (debug !== true) return () => undefined;
  return (line, ...details) => {
    guarded(() => {
      environment.log(`${prefix} ${line}`, ...details);
    });
  };
}
