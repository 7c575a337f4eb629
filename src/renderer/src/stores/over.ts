/** What stands above the screen: one thing at a time. */
import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { useChatStore } from './chat';

/** Pages of the settings, in their order. */
export const settingsPages = ['appearance', 'notices', 'files', 'network', 'history', 'about'] as const;

/** One of them. */
export type SettingsPage = (typeof settingsPages)[number];

/** Things above the screen that more than one place opens. */
export type Over = 'palette' | 'settings' | 'shortcuts' | 'create-room' | 'rename';

export const useOverStore = defineStore('over', () => {
  const chat = useChatStore();
  const shown = shallowRef<Over | null>(null);
  const page = shallowRef<SettingsPage>('appearance');
  /** The room whose password is asked for. */
  const locked = shallowRef<string | null>(null);

  /** The pages that this device has: a browser keeps no list of its connections, and history only of a place that is open. */
  const pages = computed(() =>
    settingsPages.filter(
      (name) => (name !== 'network' || chat.state.capabilities.kind === 'app') && (name !== 'history' || chat.hub?.id),
    ),
  );

  const show = (what: Over): void => void (shown.value = what);
  function showSettings(at: SettingsPage = 'appearance'): void {
    page.value = at;
    shown.value = 'settings';
  }
  /** Closes it, unless something else stands there already. */
  function close(what: Over): void {
    if (shown.value === what) shown.value = null;
  }

  return { shown, page, pages, locked, show, showSettings, close };
});
