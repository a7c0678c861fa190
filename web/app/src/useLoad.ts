import { StreamsError } from '@streams/client';
import { startTransition, useCallback, useEffect, useRef, useState } from 'react';

/** What is being loaded, and how it went. */
export interface Loaded<T> {
  readonly value: T | undefined;
  /** Why the last try failed, as a sentence; the value of an earlier one stays. */
  readonly error: string | undefined;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

/** What went wrong, for people. */
export function sentence(error: unknown): string {
  return error instanceof StreamsError ? error.problem.detail : 'The server cannot be reached.';
}

/**
 * Loads something, and again when `trigger` changes. What was asked for earlier and answered later is dropped.
 * @param load - How; must be stable.
 * @param trigger - Whatever stands for "there may be something new".
 */
export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>, trigger?: unknown): Loaded<T> {
  const [state, setState] = useState<{ readonly value: T | undefined; readonly error: string | undefined; readonly isLoading: boolean }>({
    value: undefined,
    error: undefined,
    isLoading: true,
  });
  const current = useRef<AbortController | undefined>(undefined);
  const reload = useCallback(() => {
    current.current?.abort();
    const controller = new AbortController();
    current.current = controller;
    setState((before) => ({ ...before, isLoading: true }));
    load(controller.signal).then(
      (value) => {
        if (controller.signal.aborted) return;
        startTransition(() => {
          setState({ value, error: undefined, isLoading: false });
        });
      },
      (error: unknown) => {
        if (!controller.signal.aborted) setState((before) => ({ ...before, error: sentence(error), isLoading: false }));
      },
    );
  }, [load]);
  useEffect(() => {
    reload();
    return () => current.current?.abort();
  }, [reload, trigger]);
  return { ...state, reload };
}
