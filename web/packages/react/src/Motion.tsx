import { LazyMotion, MotionConfig, type FeatureBundle } from 'motion/react';
import type { ReactNode } from 'react';

let loading: Promise<FeatureBundle> | undefined;

function features(): Promise<FeatureBundle> {
  loading ??= import('./motionFeatures.js').then((module) => module.default);
  return loading;
}

/** What animates lives in here: the small feature set of motion, loaded once the page stands, and nothing moves for people who asked for that. */
export function Motion({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <LazyMotion features={features} strict>
      <MotionConfig reducedMotion="user">{children}</MotionConfig>
    </LazyMotion>
  );
}
