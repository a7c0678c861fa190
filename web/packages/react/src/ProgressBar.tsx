import { useReducedMotion, useSpring } from 'motion/react';
import * as m from 'motion/react-m';
import { useEffect, useRef, type ReactNode } from 'react';

const SPRING = { stiffness: 120, damping: 24, restDelta: 0.0005 };

/** The health of a goal, shown as a colour: `at_risk` warns; `overdue` means that the deadline has passed. */
export type Health = 'healthy' | 'at_risk' | 'overdue';

/** The props of {@link ProgressBar}. */
export interface ProgressBarProps {
  /** 0 to 100; null if there is no percentage, because there is no target; undefined while nothing is known. */
  readonly percentage: number | null | undefined;
  /** The accessible name. */
  readonly label: string;
  /** The value as a screen reader announces it, such as "25 / 50". */
  readonly text?: string;
  readonly health?: Health;
  /** Whether agents are at work: only then does a bar without a percentage move. */
  readonly isWorking?: boolean;
}

/**
 * A bar that moves smoothly to its new value. One spring follows the target, so twenty updates per second look like one movement. The first known value appears
 * at once.
 */
export function ProgressBar({ percentage, label, text, health = 'healthy', isWorking = false }: ProgressBarProps): ReactNode {
  const target = Math.min(100, Math.max(0, percentage ?? 0)) / 100;
  const scale = useSpring(target, SPRING);
  const reducedMotion = useReducedMotion() === true;
  const isKnown = percentage != null;
  const wasKnown = useRef(isKnown);
  useEffect(() => {
    if (reducedMotion || !wasKnown.current) scale.jump(target);
    else scale.set(target);
    wasKnown.current = isKnown;
  }, [scale, target, reducedMotion, isKnown]);
  return (
    <div
      className="streams-bar"
      data-health={health}
      data-working={percentage === null ? isWorking : undefined}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percentage ?? undefined}
      aria-valuetext={text}
    >
      <m.div className="streams-bar-value" style={{ scaleX: scale }} />
    </div>
  );
}
