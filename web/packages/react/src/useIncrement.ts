import { useEffect, useRef, useState } from 'react';

const SHOWN_MS = 2_000;

/** A gain that is being shown. */
export interface Increment {
  /** Distinguishes one gain from the next. */
  readonly id: number;
  /** By how much. */
  readonly by: number;
}

/**
 * How much a number has just grown, shown for 2 s. Further gains within that time are added to it, so twenty gains per second appear as one. The first known number is
 * not a gain.
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
