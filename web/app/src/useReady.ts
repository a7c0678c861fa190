import { useEffect, useState } from 'react';

const PATIENCE_MS = 2_000;

/** Whether something is known, or has taken so long that the page continues without it. Content that waits for it does not jump. */
export function useReady(isKnown: boolean): boolean {
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setIsLate(true);
    }, PATIENCE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  return isKnown || isLate;
}
