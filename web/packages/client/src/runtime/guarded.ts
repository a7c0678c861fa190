/** Calls a callback of the host. An error of it does not reach the caller; it surfaces as an uncaught one. */
export function guarded(call: () => void): void {
  try {
    call();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
