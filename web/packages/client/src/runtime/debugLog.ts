import type { Environment } from './environment.js';

/** Prints what happens, or nothing. */
export type DebugLog = (line: string, ...details: readonly unknown[]) => void;

/** The log of one part, each line with its prefix; silent where `debug` is not true. */
export function createDebugLog(environment: Pick<Environment, 'log'>, prefix: string, debug: boolean | undefined): DebugLog {
  if (debug !== true) return () => undefined;
  return (line, ...details) => {
    environment.log(`${prefix} ${line}`, ...details);
  };
}
