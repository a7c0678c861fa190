import { startTransition, useEffect, useRef, useState } from 'react';

/** A value that changes at most once in `periodMs`, and always ends with the last one: what is loaded because of it is not loaded twenty times a second. */
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
