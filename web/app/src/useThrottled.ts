import { startTransition, useEffect, useRef, useState } from 'react';

/** Limits a value to one change per `periodMs`, and always ends with the latest one. Requests that depend on it are then not repeated twenty times per second. */
export function useThrottled<T>(value: T, periodMs: number): T {
  const [shown, setShown] = useState(value);
  const last = useRef(0);
  useEffect(() => {
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
  }, [value, periodMs]);
  return shown;
}
