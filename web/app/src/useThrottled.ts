import { startTransition, useEffect, useRef, useState } from 'react';

/**
 * Limits a value to one change per `periodMs`, and always ends with the latest one. Requests that depend on it are then not repeated twenty times per second.
 * The first value after `undefined` appears at once.
 */
export function useThrottled<T>(value: T, periodMs: number): T {
  const [shown, setShown] = useState(value);
  const last = useRef(0);
  // Set while rendering, so that nothing is painted without it.
  if (shown === undefined && value !== undefined) setShown(value);
  useEffect(() => {
    if (value === shown) return undefined;
    const timer = setTimeout(
      () => {
        last.current = Date.now();
        startTransition(() => {
          setShown(value);
        });
      },
      Math.max(0, last.current + periodMs - Date.now()),
    );
    return () => {
      clearTimeout(timer);
    };
  }, [value, shown, periodMs]);
  return shown;
}
