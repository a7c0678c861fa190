import { useEffect, useState } from 'react';

const PATIENCE_MS = 2_000;

/** Whether something is known, or it has taken so long that the page goes on without. What waits for it appears in its place, instead of jumping there. */
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
