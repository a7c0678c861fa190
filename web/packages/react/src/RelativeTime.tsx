import type { ReactNode } from 'react';
import { useStrings } from './strings.js';
import { useNow } from './useNow.js';

const STEPS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

// Cached, because creating a format takes longer than the rest of a row.
const formats = new Map<string | undefined, Intl.RelativeTimeFormat>();

function formatOf(locale: string | undefined): Intl.RelativeTimeFormat {
  const format = formats.get(locale) ?? new Intl.RelativeTimeFormat(locale, { numeric: 'always', style: 'short' });
  formats.set(locale, format);
  return format;
}

/** How long ago a time is, in the page's language; null for less than 10 s. A time ahead of this machine's clock counts as now. */
export function relativeTime(time: number, now: number, locale?: string): string | null {
  const seconds = Math.floor((now - time) / 1_000);
  if (seconds < 10) return null;
  const [unit, size] = STEPS.find(([, step]) => seconds >= step) ?? ['second', 1];
  return formatOf(locale).format(-Math.floor(seconds / size), unit);
}

/** A relative time ("2 min. ago"), with the exact time on hover. */
export function RelativeTime({ time, wrap }: { readonly time: string; readonly wrap?: (when: string) => string }): ReactNode {
  const strings = useStrings();
  const at = Date.parse(time);
  const when = relativeTime(at, Math.max(useNow(), at)) ?? strings.now;
  return (
    <time
      dateTime={time}
      onPointerEnter={(event) => {
        // Computed on demand: the first use of a date format takes a phone a tenth of a second.
        event.currentTarget.title = new Date(at).toLocaleString();
      }}
    >
      {wrap === undefined ? when : wrap(when)}
    </time>
  );
}
