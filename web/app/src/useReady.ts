import { useEffect, useState } from 'react';

const MAX_WAIT_MS = 2_000;

/** Whether a value is known, or 2 s have passed and the page continues without it. Content that waits for it causes no layout shift. */
export function useReady(isKnown: boolean): boolean {
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setIsLate(true);
    }, MAX_WAIT_MS);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  return isKnown || isLate;
}
