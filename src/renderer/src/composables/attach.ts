/** Files on their way into a message: dropped, pasted or chosen. */
import { useWords } from '../i18n/use';
import { limits } from '../../../shared/protocol/limits';
import type { PickedFile } from '../../../shared/ipc/files-api';
import type { Outcome } from '../../../shared/ipc/outcome';
import { useChatStore } from '../stores/chat';
import { useFilesStore } from '../stores/files';
import { useVoiceStore } from '../stores/voice';
import { useCalls } from './calls';
import { useFormat } from './format';

/** Files that were given to the page; null where a folder is among them. */
export function filesOf(data: DataTransfer | null): File[] | null {
  const items = [...(data?.items ?? [])].filter(({ kind }) => kind === 'file');
  if (items.some((item) => item.webkitGetAsEntry()?.isDirectory)) return null;
  return [...(data?.files ?? [])];
}

/** Whether something that is dragged or pasted holds files. */
export const holdsFiles = (data: DataTransfer | null): boolean => (data?.types ?? []).includes('Files');

/** `attach`: puts files into the tray of a room. */
export function useAttach() {
  const chat = useChatStore();
  const store = useFilesStore();
  const voice = useVoiceStore();
  const { calls } = useCalls();
  const { t } = useWords();
  const format = useFormat();
  const hub = (): string => chat.hub?.name || t('hub.unnamed');

  /** A file where it lies; one that has no place, as a pasted picture, by its bytes. */
  async function take(file: File): Promise<Outcome<PickedFile>> {
    const taken = await calls.takeFiles([file]);
    if (!taken.ok) return taken;
    const [picked] = taken.value;
    if (picked) return { ok: true, value: picked };
    if (file.size > limits.takenBytes)
      return { ok: false, problem: { code: 'file_too_large', params: { limit: limits.takenBytes } } };
    const data = await file.arrayBuffer().catch(() => null);
    if (!data) return { ok: false, problem: { code: 'file_unreadable' } };
    return calls.takeBytes(file.name, file.type, new Uint8Array(data));
  }

  /** @returns why it was not attached; null where it was */
  async function attachOne(room: string, file: File): Promise<string | null> {
    const most = store.limits?.maxFile ?? Infinity;
    const large = (limit: number): string =>
      t('files.no.large', { name: file.name, size: format.bytes(file.size), most: format.bytes(limit), hub: hub() });
    if (file.size > most) return large(most);
    const taken = await take(file);
    if (!taken.ok) {
      if (taken.problem.code === 'file_too_large') return large(Math.min(most, limits.takenBytes));
      return taken.problem.code === 'no_files' ? t('files.no.none', { hub: hub() }) : t('files.no.unread', { name: file.name });
    }
    store.add(
      room,
      taken.value,
      import('./preview').then(({ describePicture }) => describePicture(file)),
    );
    return null;
  }

  /** Puts files beside what is being written in a room, and says at once what cannot go. */
  async function attach(room: string, files: readonly File[] | null): Promise<void> {
    if (files === null) return voice.show(t('files.no.folder'));
    if (files.length === 0) return;
    await store.ask();
    // Away, it has not said; it says so when it is asked.
    if (!store.takes) return voice.show(t('files.no.none', { hub: hub() }));
    const fit = Math.max(0, limits.filesPerMessage - store.tray(room).length);
    const refused: string[] = [];
    // One after the other: they stand in the order in which they were given.
    for (const file of files.slice(0, fit)) {
      const why = await attachOne(room, file);
      if (why !== null) refused.push(why);
    }
    if (files.length > fit) refused.push(t('files.no.many', { n: limits.filesPerMessage }));
    if (refused.length > 0) voice.show(refused.join(' '));
    else voice.say(t('files.tray.added', files.length));
  }

  return { attach };
}
