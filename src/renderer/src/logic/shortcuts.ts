/** Every key of Hearth's own, in one table: what handles keys and what shows them to people both read it. */

/** Where a key works. `app`: on every screen; `room`: in a conversation; `composer`: while writing; `message`: while a message has the focus. */
export type KeyGroup = 'app' | 'room' | 'composer' | 'message';

/** Keys as they are written here: `Mod` is Cmd on a Mac and Ctrl elsewhere. */
export interface Shortcut {
  group: KeyGroup;
  keys: string;
  /** Only where no text is being written. */
  idle?: true;
}

const table = {
  palette: { group: 'app', keys: 'Mod+K' },
  settings: { group: 'app', keys: 'Mod+,' },
  shortcuts: { group: 'app', keys: '?', idle: true },
  search: { group: 'room', keys: 'Mod+F' },
  roomBefore: { group: 'room', keys: 'Alt+ArrowUp' },
  roomAfter: { group: 'room', keys: 'Alt+ArrowDown' },
  closePanel: { group: 'room', keys: 'Escape' },
  toDate: { group: 'room', keys: 'Mod+G' },
  toNewest: { group: 'room', keys: 'Alt+End' },
  send: { group: 'composer', keys: 'Enter' },
  newLine: { group: 'composer', keys: 'Shift+Enter' },
  editLast: { group: 'composer', keys: 'ArrowUp' },
  cancelEdit: { group: 'composer', keys: 'Escape' },
  emoji: { group: 'composer', keys: 'Mod+E' },
  reply: { group: 'message', keys: 'R', idle: true },
  react: { group: 'message', keys: '+', idle: true },
  edit: { group: 'message', keys: 'E', idle: true },
  forward: { group: 'message', keys: 'F', idle: true },
  pin: { group: 'message', keys: 'P', idle: true },
  acknowledge: { group: 'message', keys: 'A', idle: true },
  copy: { group: 'message', keys: 'C', idle: true },
  copyLink: { group: 'message', keys: 'L', idle: true },
  delete: { group: 'message', keys: 'Delete', idle: true },
} as const satisfies Record<string, Shortcut>;

/** Its names. */
export type ShortcutName = keyof typeof table;

/** Those of a group. */
export type ShortcutOf<G extends KeyGroup> = {
  [K in ShortcutName]: (typeof table)[K]['group'] extends G ? K : never;
}[ShortcutName];

/** The table. */
export const shortcuts: Readonly<Record<ShortcutName, Shortcut>> = table;

/** The table as a list, in its order. */
export const shortcutNames = Object.keys(table) as ShortcutName[];

/** The keys of a shortcut, one by one; the plus is a key as well. */
const keysOf = (name: ShortcutName): string[] => shortcuts[name].keys.split(/(?<=[^+])\+/);

/** The part of a keyboard event that counts. */
export type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** Whether keys are a Mac's. */
export const onMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Whether a shortcut was pressed. On a Mac Ctrl is left to its text fields, where Ctrl+E and Ctrl+K have a meaning of their own. */
export function pressed(name: ShortcutName, event: Press, mac = onMac()): boolean {
  const parts = keysOf(name);
  const key = parts.at(-1) ?? '';
  const wants = (modifier: string): boolean => parts.includes(modifier);
  // Where a sign stands on a keyboard, and whether it takes Shift, differs by country.
  const sign = key.length === 1 && key.toLowerCase() === key.toUpperCase();
  return (
    event.key.toLowerCase() === key.toLowerCase() &&
    (mac ? event.metaKey : event.ctrlKey) === wants('Mod') &&
    !(mac ? event.ctrlKey : event.metaKey) &&
    event.altKey === wants('Alt') &&
    (sign || event.shiftKey === wants('Shift'))
  );
}

const faces: Record<string, string> = { ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc' };
const macFaces: Record<string, string> = { Mod: '⌘', Alt: '⌥', Shift: '⇧' };

/** What stands on the keys of a shortcut, one by one. */
export function keyCaps(name: ShortcutName, mac: boolean): string[] {
  return keysOf(name).map((key) => (mac ? macFaces[key] : undefined) ?? faces[key] ?? (key === 'Mod' ? 'Ctrl' : key));
}
