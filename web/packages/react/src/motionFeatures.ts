/** The features that {@link Motion} loads after the first paint. */
export { domAnimation as default } from 'motion/react';
