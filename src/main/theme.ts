/** The theme of what the system draws: title bar, menus, and the window before its page is there. */
import { nativeTheme } from 'electron';
import type { Appearance } from '../shared/ipc/settings-api';

/** Shows it; high contrast is the page's own and follows the system here. */
export function showTheme(theme: Appearance['theme']): void {
  nativeTheme.themeSource = theme === 'contrast' ? 'system' : theme;
}
