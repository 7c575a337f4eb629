/** Names of files: what a message may call one, and what one may be called on a disk. */
import { limits } from './protocol/limits';

/**
 * Invisible, directional and unassigned characters, and the two that lead into other folders: `\u202E` in "exe.txt" turns it around. Joiners
 * (U+200C, U+200D) stay, as in names of people.
 */
const unfit = /(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}/\\]/gu;

/** What Windows allows in no name, on any disk that it may see later. */
const reserved = /[<>:"|?*]/g;

/** Devices of Windows, with whatever ending, and with spaces before it. */
const device = /^(?:con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³]) *(?:\.|$)/i;

/** Longest ending that is kept when a name is too long. */
const ENDING = 20;

function shortened(name: string, most: number): string {
  if (name.length <= most) return name;
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 && name.length - dot <= ENDING ? name.slice(dot) : '';
  // Not in the middle of a character.
  return `${name.slice(0, most - ending.length).replace(/[\uD800-\uDBFF]$/, '')}${ending}`;
}

/** A file's name as a message says it: of any path its last part, without what does not show; never empty. */
export function cleanFileName(raw: string): string {
  const last =
    raw
      .toWellFormed()
      .slice(-4 * limits.maxFileName)
      .normalize('NFC')
      .split(/[/\\]/)
      .at(-1) ?? '';
  const name = shortened(last.replace(unfit, '').replace(/\s+/g, ' ').trim(), limits.maxFileName).trim();
  return name === '' || /^\.+$/.test(name) ? 'file' : name;
}

/** The same as every file system takes it: `..\..\Startup\x.bat` becomes `x.bat`, `CON` becomes `_CON`, `x.txt.` becomes `x.txt`. */
export function safeFileName(raw: string): string {
  const name = cleanFileName(raw)
    .replace(reserved, '_')
    // Windows drops them silently, and then it is another file.
    .replace(/[. ]+$/, '')
    // Nobody looks for what was fetched among what is hidden.
    .replace(/^\.+/, '');
  if (name === '') return 'file';
  // File systems count bytes: 255 of them, less what is put behind a name that is taken, and while it is fetched.
  let safe = name;
  const encoder = new TextEncoder();
  while (encoder.encode(safe).length > limits.maxFileName) safe = shortened(safe, safe.length - 1);
  return device.test(safe) ? `_${safe}` : safe;
}

/** The name for the n-th try: `report (2).pdf`. */
export function numbered(name: string, n: number): string {
  if (n < 2) return name;
  const dot = name.lastIndexOf('.');
  const at = dot > 0 ? dot : name.length;
  return `${name.slice(0, at)} (${String(n)})${name.slice(at)}`;
}
