/** What the page's root is told of how Hearth looks; tokens.css does the rest. */
import type { Appearance } from '../../../shared/ipc/settings-api';

/** What the system asks for. */
export interface SystemLook {
  dark: boolean;
  contrast: boolean;
}

/** Attributes of the page's root, by the names that tokens.css knows. */
export interface RootData extends Record<string, string> {
  theme: 'light' | 'dark';
  contrast: 'more' | 'normal';
  density: Appearance['density'];
  text: string;
}

/** Which of the tokens hold. A theme that is chosen wins over the system's, its wish for more contrast is heard in any. */
export function rootData({ theme, density, textSize }: Appearance, system: SystemLook): RootData {
  const dark = theme === 'dark' || (theme !== 'light' && system.dark);
  const contrast = theme === 'contrast' || system.contrast;
  return { theme: dark ? 'dark' : 'light', contrast: contrast ? 'more' : 'normal', density, text: String(textSize) };
}

/** Languages that are written from right to left. */
const leftwards = new Set(['ar', 'fa', 'he', 'ur']);

/** How a language is written. */
export const directionOf = (language: string): 'ltr' | 'rtl' => (leftwards.has(language) ? 'rtl' : 'ltr');
