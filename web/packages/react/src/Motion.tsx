import { domAnimation, LazyMotion, MotionConfig } from 'motion/react';
import type { ReactNode } from 'react';

/** What animates lives in here: the small feature set of motion, and nothing moves for people who asked for that. */
export function Motion({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <LazyMotion features={domAnimation} strict>
      <MotionConfig reducedMotion="user">{children}</MotionConfig>
    </LazyMotion>
  );
}
