import type { Milestone } from '@streams/client';
import { useEffect, useRef } from 'react';
import { SeenMilestones } from './seenMilestones.js';
import { useStreamProgress } from './useStreamProgress.js';

/** A milestone in the first snapshot that is younger than this is new: it was reached while the page reloaded. */
const RECENT_MS = 10_000;

/**
 * Calls back for each milestone that is new to this viewer, once and in order, while the page is visible. Milestones from long before the visit are not new.
 * @param streamId - The stream.
 * @param onNew - Receives the new milestones.
 */
export function useNewMilestones(streamId: string, onNew: (milestones: readonly Milestone[]) => void): void {
  const { milestones, stream } = useStreamProgress(streamId);
  const isKnown = stream !== undefined;
  const callback = useRef(onNew);
  useEffect(() => {
    callback.current = onNew;
  });
  const watched = useRef<{ readonly seen: SeenMilestones; readonly old: Set<string> } | undefined>(undefined);
  useEffect(() => {
    watched.current = undefined;
  }, [streamId]);
  useEffect(() => {
    if (!isKnown) return undefined;
    const { seen, old } = (watched.current ??= {
      seen: new SeenMilestones(streamId),
      old: new Set(milestones.filter((milestone) => Date.now() - Date.parse(milestone.timestamp) > RECENT_MS).map((milestone) => milestone.id)),
    });
    const showNew = (): void => {
      if (document.visibilityState === 'hidden') return;
      const fresh = new Set(seen.claim(milestones.map((milestone) => milestone.id)));
      const news = milestones.filter((milestone) => fresh.has(milestone.id) && !old.has(milestone.id));
      if (news.length > 0) callback.current(news);
    };
    showNew();
    document.addEventListener('visibilitychange', showNew);
    return () => {
      document.removeEventListener('visibilitychange', showNew);
    };
  }, [streamId, milestones, isKnown]);
}
