/** How everything above the bridge gets at it. */
import { inject, type InjectionKey } from 'vue';
import type { ChatApi } from '../../../shared/ipc/chat-api';

/** Provided once, by mount.ts or by a test. */
export const CHAT_API: InjectionKey<ChatApi> = Symbol('ChatApi');

/** The ChatApi that the page was mounted with. */
export function useApi(): ChatApi {
  const api = inject(CHAT_API);
  if (!api) throw new Error('No ChatApi was provided.');
  return api;
}
