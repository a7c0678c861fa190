import { LazyMotion, MotionConfig, type FeatureBundle } from 'motion/react';
import type { ReactNode } from 'react';

let loading: Promise<FeatureBundle> | undefined;

function features(): Promise<FeatureBundle> {
  loading ??= import('./motionFeatures.js').then((module) => module.default);
  return loading;
}

/** Wraps animated components: loads motion's small feature set after the first paint, and respects reduced motion. */
export function Motion({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <LazyMotion features={features} strict>
      <MotionConfig reducedMotion="user">{children}</MotionConfig>
    </LazyMotion>
  );
}
