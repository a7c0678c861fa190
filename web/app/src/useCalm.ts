import { startTransition, useEffect, useRef, useState } from 'react';

/** Limits a value to one change per `periodMs`, always ending with the last one, so that what depends on it is not loaded twenty times per second. */
export function useCalm<T>(value: T, periodMs: number): T {
  const [calm, setCalm] = useState(value);
  const last = useRef(0);
  useEffect(() => {
    const timer = setTimeout(
      () => {
        last.current = Date.now();
        startTransition(() => {
          setCalm(value);
        });
      },
      Math.max(0, last.current + periodMs - Date.now()),
    );
    return () => {
      clearTimeout(timer);
    };
  }, [value, periodMs]);
  return calm;
}
