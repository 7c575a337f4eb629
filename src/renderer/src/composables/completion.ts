/** Proposes what somebody is about to write: emoji, names of who is there, commands. One list for all three. */
import { computed, nextTick, shallowRef, watch, type Ref } from 'vue';
import { useWords } from '../i18n/use';
import type { Member } from '../../../shared/protocol';
import { closedName, tokenAt, type Token } from '../logic/completion';
import { commandNames } from '../logic/commands';
import { emojiCalled, findEmoji } from '../logic/emoji';
import { bestFits, fold } from '../logic/fuzzy';
import { everybody } from '../logic/mentions';
import { useEmoji } from './emoji';
import { useUsage } from './usage';

/** Shown at once: as many as can be taken in at a glance. */
const MOST = 8;

/** One proposal. */
export interface Proposal {
  key: string;
  /** Stands first: the emoji itself. */
  char?: string;
  label: string;
  hint: string;
  /** What is written when it is chosen. */
  insert: string;
  member?: Member;
}

/** What `useCompletion` works on. */
export interface CompletionOptions {
  field: Readonly<Ref<HTMLTextAreaElement | null>>;
  /** Who can be called, as far as they are known. */
  members: () => readonly Member[];
  /** Somebody was chosen by name. */
  mentioned: (member: Member) => void;
}

/** The list for the field's caret. Call `update` whenever text or caret moved, and `onKey` first for every key. */
export function useCompletion({ field, members, mentioned }: CompletionOptions) {
  const { t } = useWords();
  const usage = useUsage();
  const emoji = useEmoji();
  const token = shallowRef<Token | null>(null);
  const active = shallowRef(0);
  /** Where a token begins that was waved away: it stays away until another one begins. */
  let waved: number | null = null;

  const makers: Record<Token['kind'], (query: string) => Proposal[]> = {
    command: (query) =>
      bestFits(query, commandNames, (name) => [name], MOST).map((name) => ({
        ...{ key: name, label: usage(name) },
        ...{ hint: t(`commands.does.${name}`), insert: `/${name} ` },
      })),
    emoji: (query) =>
      findEmoji(emoji.list.value, query, MOST).map((one) => ({
        ...{ key: one.char, char: one.char, label: `:${one.name}:`, hint: one.label, insert: one.name },
      })),
    mention: (query) => {
      const letters = fold(query);
      // Behind a space it may be the next word as well as the next name.
      const there = members().filter(({ name }) => !letters.includes(' ') || fold(name).startsWith(letters));
      const named = bestFits(query, there, ({ name }) => [name], MOST).map((member) => ({
        ...{ key: member.id, label: `@${member.name}`, hint: '', insert: `@${member.name} `, member },
      }));
      const all = everybody
        .filter((word) => word.startsWith(letters))
        .map((word) => ({ key: word, label: `@${word}`, hint: t('completion.everyone'), insert: `@${word} ` }));
      return [...named, ...all].slice(0, MOST);
    },
  };

  const items = computed(() => (token.value ? makers[token.value.kind](token.value.query) : []));
  const open = computed(() => items.value.length > 0);
  watch(items, (now, before) => {
    if (now[active.value]?.key !== before[active.value]?.key) active.value = 0;
  });

  /** Puts text where a token was, as if it had been typed. */
  function replace({ start, end }: Token, insert: string): void {
    const element = field.value;
    if (!element) return;
    element.setRangeText(insert, start, end, 'end');
    element.dispatchEvent(new Event('input', { bubbles: true }));
  }

  /** What was written between two colons becomes what it is the name of. */
  function closeName(text: string, caret: number): boolean {
    const closed = closedName(text, caret);
    const one = closed && emojiCalled(emoji.list.value, closed.query);
    if (!closed || !one) return false;
    replace(closed, emoji.use(one));
    return true;
  }

  function update(event?: Event): void {
    const element = field.value;
    if (!element || (event instanceof InputEvent && event.isComposing)) return;
    const { value, selectionStart, selectionEnd } = element;
    if (event?.type === 'input' && closeName(value, selectionStart)) return;
    const now = selectionStart === selectionEnd ? tokenAt(value, selectionStart) : null;
    if (now?.kind === 'emoji') void emoji.want();
    if (now?.start !== waved) waved = null;
    token.value = now && now.start === waved ? null : now;
  }

  function close(): void {
    waved = token.value?.start ?? null;
    token.value = null;
  }

  function choose(item: Proposal | undefined): void {
    const chosen = token.value;
    if (!item || !chosen) return;
    if (item.member) mentioned(item.member);
    const one = chosen.kind === 'emoji' ? emojiCalled(emoji.list.value, item.insert) : undefined;
    token.value = null;
    replace(chosen, one ? emoji.use(one) : item.insert);
    // What was chosen is not proposed again.
    void nextTick(close);
  }

  /** @returns whether the key was for the list */
  function onKey(event: KeyboardEvent): boolean {
    if (!open.value || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return false;
    const count = items.value.length;
    const whole = token.value?.kind === 'command' && `/${token.value.query}` === items.value[active.value]?.insert.trim();
    if (event.key === 'ArrowDown') active.value = (active.value + 1) % count;
    else if (event.key === 'ArrowUp') active.value = (active.value + count - 1) % count;
    else if (event.key === 'Escape') close();
    // A command that needs nothing more is done by Enter, not written once more.
    else if (event.key === 'Enter' && !event.shiftKey && !whole) choose(items.value[active.value]);
    else if (event.key === 'Tab' && !event.shiftKey) choose(items.value[active.value]);
    else return false;
    event.preventDefault();
    return true;
  }

  return { items, open, active, update, choose, onKey, close };
}
