/** Hands links to the system: the only place that does. */
import { shell } from 'electron';
import type { Outcome } from '../shared/ipc/outcome';
import { openableLink } from '../shared/links';
import { report } from './log';

/** Shows a file in its folder, in the system's own window. Nothing is opened. */
export const reveal = (path: string): void => shell.showItemInFolder(path);

/** Opens a web or mail link, checked here whatever the page did before it asked. */
export async function openLink(href: string): Promise<Outcome> {
  const link = openableLink(href);
  if (!link) {
    report('link refused', {});
    return { ok: false, problem: { code: 'link_refused' } };
  }
  try {
    await shell.openExternal(link.href);
    return { ok: true, value: null };
  } catch {
    return { ok: false, problem: { code: 'link_failed' } };
  }
}
