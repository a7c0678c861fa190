import type { Milestone } from '@streams/client';
import * as Toast from '@radix-ui/react-toast';
import { useCallback, useState, type ReactNode } from 'react';
import { chime } from './chime.js';
import { guarded } from './guarded.js';
import { MilestoneIcon } from './icons.js';
import { useStrings, type Strings } from './strings.js';
import { useNewMilestones } from './useNewMilestones.js';

const SHOWN_MS = 5_000;
const MAX_TOASTS = 5;

/** The props of {@link MilestoneToast}. */
export interface MilestoneToastProps {
  /** The stream whose milestones are celebrated. */
  readonly streamId: string;
  /** Whether to play a short sound. Browsers allow it only after the viewer has interacted with the page. Default false. */
  readonly sound?: boolean;
  /** Called for each milestone that is shown. */
  readonly onMilestone?: (milestone: Milestone) => void;
  /** Replacements for the inherited strings. */
  readonly strings?: Partial<Strings>;
}

/**
 * Celebrates the milestones of a stream with a toast of 5 s each, at most five at a time. A toast stays while it is hovered or focused (F8 moves the focus) and can
 * be dismissed. A viewer sees each once, across reloads and reconnects.
 */
export function MilestoneToast({ streamId, sound = false, onMilestone, strings: own }: MilestoneToastProps): ReactNode {
  const strings = useStrings(own);
  const [shown, setShown] = useState<readonly Milestone[]>([]);
  useNewMilestones(
    streamId,
    useCallback(
      (milestones) => {
        setShown((before) => [...before, ...milestones].slice(-MAX_TOASTS));
        if (sound) guarded(chime);
        for (const milestone of milestones) guarded(() => onMilestone?.(milestone));
      },
      [sound, onMilestone],
    ),
  );
  return (
    <Toast.Provider duration={SHOWN_MS} label={strings.notifications} swipeDirection="right">
      {shown.map((milestone) => (
        <Toast.Root
          key={milestone.id}
          className="streams-toast"
          data-milestone={milestone.type}
          type="background"
          onOpenChange={(open) => {
            if (!open) setShown((before) => before.filter((other) => other.id !== milestone.id));
          }}
        >
          <span className="streams-toast-icon">
            <MilestoneIcon type={milestone.type} />
          </span>
          <div className="streams-toast-text">
            <Toast.Title className="streams-toast-title" dir="auto">
              {milestone.title}
            </Toast.Title>
            <Toast.Description className="streams-toast-description" dir="auto">
              {milestone.description}
            </Toast.Description>
          </div>
          <Toast.Close className="streams-toast-close" aria-label={strings.dismiss}>
            <span aria-hidden="true">×</span>
          </Toast.Close>
        </Toast.Root>
      ))}
      <Toast.Viewport className="streams-toasts" label={`${strings.notifications} ({hotkey})`} />
    </Toast.Provider>
  );
}
