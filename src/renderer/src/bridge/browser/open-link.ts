/** Opens a link in a tab of its own, which learns nothing of this one. */
import type { Outcome } from '../../../../shared/ipc/outcome';
import { openableLink } from '../../../../shared/links';

/** Only from a click: browsers stop what opens by itself. */
export function openLink(href: string): Outcome {
  const link = openableLink(href);
  if (!link) return { ok: false, problem: { code: 'link_refused' } };
  // With noopener nothing comes back by which one could tell that it did not work.
  window.open(link.href, '_blank', 'noopener,noreferrer');
  return { ok: true, value: null };
}
