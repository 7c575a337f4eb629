/** Short lists of what was used last, on this device. */

const keyOf = (what: string): string => `hearth.recent.${what}`;

/** What was used last first; nothing where it cannot be read. */
export function loadRecent(what: string): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(what)) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

/** Puts something at the head of its list. @returns the list, at most `most` long */
export function keepRecent(what: string, used: string, most: number): string[] {
  const list = [used, ...loadRecent(what).filter((one) => one !== used)].slice(0, most);
  try {
    localStorage.setItem(keyOf(what), JSON.stringify(list));
  } catch {
    // A device that keeps nothing lists nothing.
  }
  return list;
}
