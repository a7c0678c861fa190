import { useEffect, useRef, useState } from 'react';

const SHOWN_MS = 2_000;

/** What was gained, while it is shown. */
export interface Increment {
  /** Sets one gain apart from the next. */
  readonly id: number;
  /** By how much. */
  readonly by: number;
}

/**
 * By how much a number has just grown, for 2 s after it did. What is gained meanwhile is added to what is shown, so that twenty gains a second are one; the first
 * number that is known is no gain.
 * @param value - The number, or undefined while it is not known.
 */
export function useIncrement(value: number | undefined): Increment | undefined {
  const [increment, setIncrement] = useState<Increment | undefined>(undefined);
  const before = useRef(value);
  useEffect(() => {
    const gained = value === undefined || before.current === undefined ? 0 : value - before.current;
    before.current = value;
    if (gained > 0) setIncrement((shown) => ({ id: shown?.id ?? value ?? 0, by: (shown?.by ?? 0) + gained }));
  }, [value]);
  const id = increment?.id;
  useEffect(() => {
    if (id === undefined) return undefined;
    const timer = setTimeout(() => {
      setIncrement(undefined);
    }, SHOWN_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [id]);
  return increment;
}
