import { keepText, keptText } from './keptText.ts';

/** `auto` follows the system. */
export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'pets-theme';

/** The theme that was chosen in this browser. */
export function chosenTheme(): Theme {
  return THEMES.find((theme) => theme === keptText('localStorage', KEY)) ?? 'auto';
}

/** Shows the page in a theme, and remembers it. */
export function applyTheme(theme: Theme = chosenTheme()): void {
  keepText('localStorage', KEY, theme);
  document.documentElement.dataset.theme = theme;
}
