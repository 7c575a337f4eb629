/** Puts the page together around a ChatApi. */
import { createPinia } from 'pinia';
import { createApp, type App } from 'vue';
import type { ChatApi } from '../../shared/ipc/chat-api';
import { CHAT_API } from './bridge/key';
import Root from './components/Root.vue';
import { localeFor, showLocale } from './composables/appearance';
import { createHearthI18n, loadWords } from './i18n';
import { useChatStore } from './stores/chat';
import { useSettingsStore } from './stores/settings';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/layout.css';

/** Shows the UI; resolves once the first state is there, so that the first screen is the right one. */
export async function mountHearth(api: ChatApi, target: string | Element): Promise<App> {
  const app = createApp(Root);
  app.provide(CHAT_API, api);
  app.use(createPinia());
  const settings = useSettingsStore();
  await Promise.all([settings.load(), useChatStore().start()]);
  const locale = localeFor(settings.settings.appearance.language);
  showLocale(locale);
  app.use(createHearthI18n(locale, await loadWords(locale)));
  app.mount(target);
  return app;
}
