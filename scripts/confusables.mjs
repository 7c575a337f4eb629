// @ts-check
/**
 * Writes src/shared/names/confusables.ts from Unicode's own list (UTS #39): `node scripts/confusables.mjs confusables.txt > src/shared/names/confusables.ts`
 * with the file of https://www.unicode.org/Public/security/. To be run when Unicode has a new version; nothing else runs it.
 */
import { readFileSync } from 'node:fs';

const text = readFileSync(process.argv[2] ?? 'confusables.txt', 'utf8');
const version = /^# Version: ([\d.]+)/m.exec(text)?.[1] ?? 'unknown';
const character = (/** @type {string} */ hex) => String.fromCodePoint(parseInt(hex, 16));
/** @type {Map<string, string>} */
const prototypes = new Map();
for (const [, from = '', to = ''] of text.matchAll(/^([0-9A-F]+)\s*;\s*([0-9A-F ]+?)\s*;/gim))
  prototypes.set(character(from), to.split(/\s+/).map(character).join(''));

const replaced = (/** @type {string} */ name) => [...name].map((one) => prototypes.get(one) ?? one).join('');

/** Until nothing changes any more, so that the skeleton needs one pass. @param {string} name */
function settled(name) {
  let current = name;
  for (;;) {
    const mapped = replaced(replaced(current.normalize('NFKD')).normalize('NFKD').toLowerCase()).normalize('NFKD');
    const next = mapped.replace(/\s/g, '').replaceAll('i', 'l');
    if (next === current) return current;
    current = next;
  }
}

/** Radicals and ideographs are told apart by their readers, and would be most of the table. */
const ideograph = /[\u{2E80}-\u{2FDF}\u{3400}-\u{9FFF}\u{20000}-\u{3FFFF}]/u;
/** @type {Map<string, string>} */
const groups = new Map();
for (const one of prototypes.keys()) {
  // Marks stay; what NFKD takes apart never reaches the table.
  if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(one) || ideograph.test(one) || one.normalize('NFKD') !== one) continue;
  const like = settled(one);
  if (like === '' || like === one || like === one.toLowerCase()) continue;
  if (!/^[\x21-\x7e]/.test(like) && !/[\p{L}\p{N}]/u.test(one)) continue;
  groups.set(like, (groups.get(like) ?? '') + one);
}

// Only ASCII in the file: characters that turn direction around have no place in a source that people review.
const escaped = (/** @type {string} */ one) =>
  [...one].map((c) => (/[!-&(-[\]-~]/.test(c) ? c : `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`)).join('');
const items = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([like, ones]) => `${escaped(like)} ${escaped(ones)}`);
const lines = items.reduce((/** @type {string[]} */ all, item) => {
  const last = all.at(-1);
  if (last === undefined || last.length + item.length > 250) all.push(item);
  else all[all.length - 1] = `${last} ${item}`;
  return all;
}, []);

console.log(`/** Characters that look like others, from Unicode ${version} (UTS #39). Written by scripts/confusables.mjs. */

/** By turns: what they look like, as skeletons have it, and the characters that do, without a gap. */
export const confusables =
  // prettier-ignore
  [
${lines.map((line) => `    '${line}',`).join('\n')}
  ].join(' ').split(' ');`);
