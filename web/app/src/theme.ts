import { useState } from 'react';

/** Light, dark, or the system's choice. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'streams:theme';
const ORDER: readonly Theme[] = ['system', 'light', 'dark'];

function stored(): Theme {
  try {
    const theme = localStorage.getItem(KEY);
    return theme === 'light' || theme === 'dark' ? theme : 'system';
  } catch {
    return 'system';
  }
}

/** Applies a theme; by default the one chosen last. */
export function applyTheme(theme: Theme = stored()): void {
  if (theme === 'system') delete document.documentElement.dataset['streamsTheme'];
  else document.documentElement.dataset['streamsTheme'] = theme;
}

/** The theme, and a function that switches to the next one. */
export function useTheme(): readonly [theme: Theme, next: () => void] {
  const [theme, setTheme] = useState(stored);
  return [
    theme,
    () => {
      const next = ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length] ?? 'system';
      try {
        localStorage.setItem(KEY, next);
      } catch {
        // Without storage, the choice lasts until the page is closed.
      }
      applyTheme(next);
      setTheme(next);
    },
  ];
}
