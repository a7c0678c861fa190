/** Calls something that may throw in an effect, where an error would unmount the whole page. The error surfaces as an uncaught one instead. */
export function guarded(call: () => void): void {
  try {
    call();
  } catch (error) {
    reportError(error);
  }
}
