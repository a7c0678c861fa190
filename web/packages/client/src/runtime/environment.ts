/** A timer that was set; only the environment that made it knows what it is. */
export type Timer = unknown;

/** All that the client takes from the world around it, so that tests can be that world. */
export interface Environment {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after so many milliseconds. */
  setTimer(callback: () => void, ms: number): Timer;
  /** Forgets a timer; does nothing where it has run. */
  clearTimer(timer: Timer): void;
  /** Calls back before the next paint; absent where nothing is painted. */
  readonly requestFrame: ((callback: () => void) => unknown) | undefined;
  /** At least 0, below 1. */
  random(): number;
  /** A new UUID. */
  randomId(): string;
  /** The standard `fetch`. */
  fetch(url: string, init?: RequestInit): Promise<Response>;
  /** Whether anybody can see the page; true where there is none. */
  isVisible(): boolean;
  /** False only where the browser knows that there is no network. */
  isOnline(): boolean;
  /** Calls back when it is worth trying at once: back online, visible again, or thawed. Returns what ends it. */
  onWake(callback: () => void): () => void;
  /** Calls back when the browser says that the network is gone. Returns what ends it. */
  onOffline(callback: () => void): () => void;
  /**
   * Calls back when the page is hidden or left. It may end at once, and with it every request but a `keepalive` one.
   * @returns A function that ends the subscription.
   */
  onHide(callback: () => void): () => void;
  /** Prints a line of `debug: true`. */
  log(line: string, ...details: readonly unknown[]): void;
}

/** The browser, or Node 20 and later. Touches nothing before it is called: safe to import and to call on a server. */
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
    // Node 21 and later have a navigator, which does not know.
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

/** `crypto.randomUUID` exists only on secure pages; a dashboard on plain HTTP in a local network is none. */
function randomId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
