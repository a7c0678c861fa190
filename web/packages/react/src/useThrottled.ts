import { startTransition, useEffect, useRef, useState } from 'react';

/**
 * Limits how often a value changes: at once after a quiet period, otherwise at the end of the period, so that the last value is never missed.
 * @param value - The latest value.
 * @param periodMs - The period, in milliseconds.
 */
export function useThrottled<T>(value: T, periodMs: number): T {
  const [shown, setShown] = useState(value);
  const last = useRef(Number.NEGATIVE_INFINITY);
  const lastShown = useRef(value);
  useEffect(() => {
    if (value === lastShown.current) return undefined;
    const show = (): void => {
      last.current = performance.now();
      lastShown.current = value;
      startTransition(() => {
        setShown(value);
      });
    };
    const wait = last.current + periodMs - performance.now();
    if (wait <= 0) {
      show();
      return undefined;
    }
    const timer = setTimeout(show, wait);
    return () => {
      clearTimeout(timer);
    };
  }, [value, periodMs]);
  return shown;
}
