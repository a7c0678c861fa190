/** A timer; opaque except to the environment that created it. */
export type Timer = unknown;

/** Everything the client needs from its surroundings, so that tests can replace it. */
export interface Environment {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after `ms` milliseconds. */
  setTimer(callback: () => void, ms: number): Timer;
  /** Cancels a timer; does nothing if it has fired. */
  clearTimer(timer: Timer): void;
  /** Calls back before the next paint; undefined outside a page. */
  readonly requestFrame: ((callback: () => void) => unknown) | undefined;
  /** At least 0, below 1. */
  random(): number;
  /** A new UUID. */
  randomId(): string;
  /** The standard `fetch`. */
  fetch(url: string, init?: RequestInit): Promise<Response>;
  /** Whether the page is visible; true outside a page. */
  isVisible(): boolean;
  /** False only if the browser knows that there is no network. */
  isOnline(): boolean;
  /** Calls back when a retry is likely to succeed: online, visible or resumed again. Returns a function that unsubscribes. */
  onWake(callback: () => void): () => void;
  /** Calls back when the browser goes offline. Returns a function that unsubscribes. */
  onOffline(callback: () => void): () => void;
  /**
   * Calls back when the page is hidden or left. The page may end right after; only `keepalive` requests outlive it.
   * @returns A function that unsubscribes.
   */
  onHide(callback: () => void): () => void;
  /** Prints a line of the debug log. */
  log(line: string, ...details: readonly unknown[]): void;
}

/** The environment of a browser, or of Node 20 and later. Has no effect on import: safe in server-side rendering. */
export function defaultEnvironment(): Environment {
  const page = typeof document === 'undefined' ? undefined : document;
  const scope = typeof window === 'undefined' ? undefined : window;
  return {
    now: () => Date.now(),
    setTimer: (callback, ms) => setTimeout(callback, ms),
    clearTimer: (timer) => {
      clearTimeout(timer as ReturnType<typeof setTimeout>);
    },
    requestFrame: typeof requestAnimationFrame === 'function' ? (callback) => requestAnimationFrame(callback) : undefined,
    random: () => Math.random(),
    randomId,
    fetch: (url, init) => fetch(url, init),
    isVisible: () => page?.visibilityState !== 'hidden',
    // Node 21 and later have a navigator without `onLine`.
    isOnline: () => scope === undefined || scope.navigator.onLine,
    onWake: (callback) => {
      const whenVisible = () => {
        if (page?.visibilityState === 'visible') callback();
      };
      return listenAll([
        [scope, 'online', callback],
        [scope, 'pageshow', callback],
        [page, 'visibilitychange', whenVisible],
        [page, 'resume', callback],
      ]);
    },
    onOffline: (callback) => listenAll([[scope, 'offline', callback]]),
    onHide: (callback) => {
      const whenHidden = () => {
        if (page?.visibilityState === 'hidden') callback();
      };
      return listenAll([
        [scope, 'pagehide', callback],
        [page, 'visibilitychange', whenHidden],
      ]);
    },
    log: (line, ...details) => {
      console.log(line, ...details);
    },
  };
}

function listenAll(listeners: readonly (readonly [EventTarget | undefined, string, () => void])[]): () => void {
  for (const [target, name, callback] of listeners) target?.addEventListener(name, callback);
  return () => {
    for (const [target, name, callback] of listeners) target?.removeEventListener(name, callback);
  };
}

/** `crypto.randomUUID` exists only on secure pages, not on a dashboard served over plain HTTP in a local network. */
function randomId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
