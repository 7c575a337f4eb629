/** Copying, also on plain http, where `navigator.clipboard` does not exist. */
import type { Outcome } from '../../../../shared/ipc/outcome';

function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  field.className = 'visually-hidden';
  const focused = document.activeElement;
  // Inside an open dialog focus cannot leave it, so the field goes where the focus is.
  (focused?.closest('[role=dialog]') ?? document.body).append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return copied;
}

/** Puts text on the clipboard. */
export async function copyText(text: string): Promise<Outcome> {
  try {
    // Missing on plain http whatever the types say.
    const clipboard = navigator.clipboard as Clipboard | undefined;
    if (clipboard) {
      await clipboard.writeText(text);
      return { ok: true, value: null };
    }
  } catch {
    // Not allowed just now; the older way may be.
  }
  return copyBySelection(text) ? { ok: true, value: null } : { ok: false, problem: { code: 'clipboard_failed' } };
}
