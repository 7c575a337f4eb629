/** What is being written at the caret, as far as something can be proposed for it. */

/** Something begun: from `start` to `end` of the text it gives way to what is chosen. */
export interface Token {
  kind: 'emoji' | 'mention' | 'command';
  /** What was written of it, without its sign. */
  query: string;
  start: number;
  end: number;
}

/** As long as a name may be; what is longer after an `@` is no name. */
const LONGEST_NAME = 32;

const patterns: readonly (readonly [kind: Token['kind'], pattern: RegExp])[] = [
  ['command', /^(\/([\p{L}\p{N}-]*))$/u],
  // Two letters at least: `:)` and `:D` are written as they are.
  ['emoji', /(?:^|[\s\p{P}\p{S}])(:([\p{L}\p{N}_+-]{2,}))$/u],
  // Names have spaces; whether it still is one, those who are there decide.
  ['mention', /(?:^|[\s\p{P}\p{S}])(@([\p{L}\p{N}][^\n@]*|))$/u],
];

/** @returns null where nothing is begun at the caret */
export function tokenAt(text: string, caret: number): Token | null {
  const before = text.slice(0, caret);
  for (const [kind, pattern] of patterns) {
    const [, whole, query = ''] = pattern.exec(before) ?? [];
    if (whole === undefined || query.length > LONGEST_NAME) continue;
    return { kind, query, start: caret - whole.length, end: caret };
  }
  return null;
}

/** An emoji's name between two colons that ends at the caret; null where there is none. */
export function closedName(text: string, caret: number): Token | null {
  const [, whole, query = ''] = /(?:^|[\s\p{P}\p{S}])(:([\p{L}\p{N}_+-]+):)$/u.exec(text.slice(0, caret)) ?? [];
  return whole === undefined ? null : { kind: 'emoji', query, start: caret - whole.length, end: caret };
}
