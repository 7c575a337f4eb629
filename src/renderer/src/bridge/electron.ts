/** The app's bridge: what the preload put into the page. */
import type { ChatApi } from '../../../shared/ipc/chat-api';
import { API_KEY } from '../../../shared/ipc/contract';

/** @returns null where the page is not the app's */
export function createElectronBridge(): ChatApi | null {
  return (window as unknown as Partial<Record<string, ChatApi>>)[API_KEY] ?? null;
}
