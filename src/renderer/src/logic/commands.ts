/** Lines that begin with a slash: what they ask for. */

/** The commands that there are, in the order in which they are listed. */
export const commandNames = ['me', 'msg', 'join', 'leave', 'topic', 'nick', 'away', 'shrug', 'help'] as const;

/** One of them. */
export type CommandName = (typeof commandNames)[number];

/** Those that take words after their name. */
export const commandsWithWords = [
  'me',
  'msg',
  'join',
  'topic',
  'nick',
  'away',
  'shrug',
] as const satisfies readonly CommandName[];

/** What a line is: words to be said, a command with what follows its name, or something that looks like one. */
export type Line =
  { kind: 'text'; text: string } | { kind: 'command'; name: CommandName; rest: string } | { kind: 'unknown'; name: string };

/** Reads a line. Two slashes stand for one that is no command, and a path is none either: `/etc/hosts`. */
export function readLine(text: string): Line {
  if (text.startsWith('//')) return { kind: 'text', text: text.slice(1) };
  const [whole = '', word = ''] = /^\/(\p{L}[\p{L}\p{N}-]*)(?=\s|$)/u.exec(text) ?? [];
  if (whole === '') return { kind: 'text', text };
  const name = commandNames.find((command) => command === word.toLowerCase());
  return name ? { kind: 'command', name, rest: text.slice(whole.length).trim() } : { kind: 'unknown', name: word };
}

/** The gesture, written so that its backslash and its arms survive as text. */
export const shrug = (rest: string): string => `${rest} ¯\\\\\\_(ツ)\\_/¯`.trim();
