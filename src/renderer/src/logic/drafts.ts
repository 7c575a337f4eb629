/** Unsent text per conversation, kept on this device over reloads and restarts. */

/** Conversations whose draft is kept for one hub; the oldest goes first. */
const MOST = 100;

const keyOf = (hub: string): string => `hearth.drafts.${hub}`;

const isDrafts = (value: unknown): value is [string, string][] =>
  Array.isArray(value) &&
  value.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every((part) => typeof part === 'string'));

/** What was being written in a hub's rooms; nothing where it cannot be read. */
export function loadDrafts(hub: string): [room: string, text: string][] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(hub)) ?? '[]');
    return isDrafts(kept) ? kept : [];
  } catch {
    return [];
  }
}

/** Keeps what is being written. A browser that keeps nothing, or has no place left, is no reason to disturb who writes. */
export function saveDrafts(hub: string, drafts: Iterable<[room: string, text: string]>): void {
  const kept = [...drafts].filter(([, text]) => text !== '').slice(-MOST);
  try {
    if (kept.length > 0) localStorage.setItem(keyOf(hub), JSON.stringify(kept));
    else localStorage.removeItem(keyOf(hub));
  } catch {
    // It stays in this window.
  }
}
