/** The whole UI around a FakeChatApi, found as a person finds things: by role and name. */
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { onTestFinished, vi } from 'vitest';
import { defineComponent, h, shallowRef } from 'vue';
import { CHAT_API } from '../../src/renderer/src/bridge/key';
import Root from '../../src/renderer/src/components/Root.vue';
import { fetchRest } from '../../src/renderer/src/composables/later';
import { createHearthI18n, type Locale } from '../../src/renderer/src/i18n';
import { de } from '../../src/renderer/src/i18n/de';
import { en } from '../../src/renderer/src/i18n/en';
import { useChatStore } from '../../src/renderer/src/stores/chat';
import type { FakeChatApi } from '../helpers/fake-chat-api';

const roles: Record<string, string> = {
  link: 'a[href]',
  navigation: 'nav',
  button: 'button',
  textbox: 'input:not([type=checkbox], [type=radio]), textarea',
  heading: 'h1, h2, h3',
  dialog: '[role=dialog], [role=alertdialog]',
  menuitem: '[role=menuitem]',
  radio: 'input[type=radio]',
  alert: '[role=alert]',
};

const textOf = (ids: string): string =>
  ids
    .split(' ')
    .map((id) => document.getElementById(id)?.textContent ?? '')
    .join(' ');

/** The accessible name, as far as this UI makes use of the rules for it. */
export function nameOf(element: Element): string {
  const label = element.getAttribute('aria-label');
  if (label !== null) return label;
  const labelledBy = element.getAttribute('aria-labelledby');
  if (labelledBy !== null) return textOf(labelledBy);
  const labelled = element.id ? document.querySelector(`label[for="${element.id}"]`) : null;
  return (labelled ?? element).textContent?.replace(/\s+/g, ' ').trim() ?? '';
}

export class Screen {
  constructor(
    readonly api: FakeChatApi,
    readonly wrapper: VueWrapper,
  ) {}

  all(role: string, name?: string | RegExp): HTMLElement[] {
    const fits = (element: Element): boolean =>
      name === undefined || (typeof name === 'string' ? nameOf(element) === name : name.test(nameOf(element)));
    return [...document.querySelectorAll<HTMLElement>(roles[role] ?? `[role=${role}]`)].filter(fits);
  }

  get(role: string, name?: string | RegExp): HTMLElement {
    const [first] = this.all(role, name);
    if (first) return first;
    const there = this.all(role).map(nameOf).join(' | ');
    throw new Error(`No ${role} called ${String(name)}. There are: ${there}`);
  }

  get text(): string {
    return document.body.textContent?.replace(/\s+/g, ' ') ?? '';
  }

  async click(role: string, name: string | RegExp): Promise<void> {
    const element = this.get(role, name);
    // Menus open on pointerdown, everything else on click.
    element.dispatchEvent(new MouseEvent('pointerdown', { bubbles: true, button: 0 }));
    element.dispatchEvent(new MouseEvent('pointerup', { bubbles: true, button: 0 }));
    element.click();
    await flushPromises();
  }

  async type(name: string | RegExp, text: string): Promise<HTMLInputElement | HTMLTextAreaElement> {
    const field = this.get('textbox', name) as HTMLInputElement;
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await flushPromises();
    return field;
  }

  /** Presses a key where the focus is, or on `target`. Returns whether its default was prevented. */
  async press(
    key: string,
    over: KeyboardEventInit = {},
    target: Element = document.activeElement ?? document.body,
  ): Promise<boolean> {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...over });
    target.dispatchEvent(event);
    await flushPromises();
    return event.defaultPrevented;
  }

  async submit(form: Element | null): Promise<void> {
    form?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
    await flushPromises();
  }

  async settle(): Promise<void> {
    await flushPromises();
  }

  /** Waits for what is fetched when it is wanted. */
  async settled(): Promise<void> {
    await vi.dynamicImportSettled();
    await flushPromises();
  }

  /** Opens something that is fetched then, and one of its tabs. */
  async open(button: string | RegExp, tab?: string): Promise<void> {
    await this.click('button', button);
    await this.settled();
    if (tab !== undefined) await this.toTab(tab);
  }

  async toTab(tab: string): Promise<void> {
    const trigger = this.get('tab', tab);
    trigger.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, button: 0 }));
    trigger.focus();
    await this.settled();
  }

  /** Chooses one of those that exclude each other. */
  async choose(name: string): Promise<void> {
    const radio = this.get('radio', name) as HTMLInputElement;
    radio.checked = true;
    radio.dispatchEvent(new Event('change', { bubbles: true }));
    await flushPromises();
  }
}

/** Mounts the UI, and takes it away after the test. What is fetched on demand is there already. */
export async function show(api: FakeChatApi, locale: Locale = 'en'): Promise<Screen> {
  await fetchRest();
  const Started = defineComponent(() => {
    const started = useChatStore().start();
    const ready = shallowRef(false);
    void started.then(() => (ready.value = true));
    return () => (ready.value ? h(Root) : null);
  });
  const wrapper = mount(Started, {
    attachTo: document.body,
    global: {
      plugins: [createPinia(), createHearthI18n(locale, locale === 'de' ? de : en)],
      provide: { [CHAT_API as symbol]: api },
    },
  });
  onTestFinished(() => {
    wrapper.unmount();
    document.body.replaceChildren();
  });
  await flushPromises();
  return new Screen(api, wrapper);
}
