import { StreamsError } from '@streams/client';
import { startTransition, useCallback, useEffect, useRef, useState } from 'react';

/** A value that is being loaded, and the outcome. */
export interface Loaded<T> {
  readonly value: T | undefined;
  /** Why the last attempt failed, as a sentence; an earlier value stays. */
  readonly error: string | undefined;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

/** The error as a sentence for people. */
export function sentence(error: unknown): string {
  return error instanceof StreamsError ? error.problem.detail : 'The server cannot be reached.';
}

/**
 * Loads a value, and again when `trigger` changes. Replies to earlier requests are ignored.
 * @param load - Loads the value; must be stable.
 * @param trigger - Changes when there may be a new value.
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
