const PREFIX = 'streams:milestones:';
const MAX_IDS = 200;

/**
 * The milestones of a stream that this viewer has seen, kept in the browser so that a reload or another tab does not celebrate twice. Without storage (private
 * windows, server-side rendering) they are kept as long as the object exists.
 */
export class SeenMilestones {
  readonly #key: string;
  #own: readonly string[] = [];

  constructor(streamId: string) {
    this.#key = PREFIX + streamId;
  }

  /** Marks milestones as seen. Returns the ones that were new, in order. Keeps the newest 200 ids. */
  claim(ids: readonly string[]): readonly string[] {
    const seen = new Set([...this.#own, ...this.#read()]);
    const fresh = ids.filter((id) => !seen.has(id));
    if (fresh.length > 0) this.#write([...seen, ...fresh].slice(-MAX_IDS));
    return fresh;
  }

  #read(): readonly string[] {
    try {
      const stored: unknown = JSON.parse(localStorage.getItem(this.#key) ?? '[]');
      return Array.isArray(stored) ? stored.filter((id) => typeof id === 'string') : [];
    } catch {
      return [];
    }
  }

  #write(ids: readonly string[]): void {
    this.#own = ids;
    try {
      localStorage.setItem(this.#key, JSON.stringify(ids));
    } catch {
      // Storage is full or forbidden: the ids are kept until the page is closed.
    }
  }
}
