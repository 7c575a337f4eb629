/** Files of this window: what is to be sent, what is on its way, and the picture that is looked at. */
import { defineStore } from 'pinia';
import { computed, shallowReactive, shallowRef, watch } from 'vue';
import type { Attachment, FileExtra, FileLimits, PickedFile, Transfer } from '../../../shared/ipc/files-api';
import type { Outcome } from '../../../shared/ipc/outcome';
import type { FileInfo } from '../../../shared/protocol';
import { useApi } from '../bridge/key';
import { isMoving } from '../logic/files';
import { useChatStore } from './chat';

/** A file that waits for its message. */
export interface TrayItem {
  file: PickedFile;
  attachment: Attachment;
  /** Of its small picture; empty where it has none. */
  url: string;
  /** It is still looked at. */
  reading: boolean;
}

/** A picture that is looked at, among those of its message. */
export interface ShownPicture {
  room: string;
  pictures: readonly FileInfo[];
  index: number;
}

export const useFilesStore = defineStore('files', () => {
  const api = useApi();
  const chat = useChatStore();
  const transfers = shallowRef<readonly Transfer[]>([]);
  const trays = shallowReactive(new Map<string, readonly TrayItem[]>());
  /** What the hub takes, as it said last; null where it takes none or is away. */
  const limits = shallowRef<FileLimits | null>(null);
  /** It takes files, or is away and has not said. */
  const takes = shallowRef(true);
  const shown = shallowRef<ShownPicture | null>(null);
  /** Files that are still looked at. */
  const looking = new Set<Promise<void>>();

  let told = false;
  api.onTransfers((all) => {
    told = true;
    transfers.value = all;
  });
  void api.loadTransfers().then((all) => {
    if (!told) transfers.value = all;
  });

  /** Downloads by the file that they fetch; the latest of several. */
  const downloads = computed(
    () => new Map(transfers.value.filter(({ kind }) => kind === 'download').map((one) => [one.file, one])),
  );
  /** Uploads of a room that are not over. */
  const uploads = (room: string): readonly Transfer[] =>
    transfers.value.filter((one) => one.kind === 'upload' && one.room === room && isMoving(one));
  const moving = computed(() => transfers.value.filter(({ phase }) => phase === 'running' || phase === 'waiting').length);

  const tray = (room: string): readonly TrayItem[] => trays.get(room) ?? [];

  function put(room: string, items: readonly TrayItem[]): void {
    if (items.length > 0) trays.set(room, items);
    else trays.delete(room);
  }

  /** @param about - what is still being found out about it; its message waits for that */
  function add(room: string, file: PickedFile, about: Promise<Omit<Attachment, 'handle'>>): void {
    put(room, [...tray(room), { file, attachment: { handle: file.handle }, url: '', reading: true }]);
    const found = about
      // A picture that cannot be drawn is a file like any other.
      .catch(() => ({}))
      .then((said) => describe(room, file.handle, said))
      .finally(() => looking.delete(found));
    looking.add(found);
  }

  /** One that was removed meanwhile is gone. */
  function describe(room: string, handle: string, about: Omit<Attachment, 'handle'>): void {
    const { preview } = about;
    put(
      room,
      tray(room).map((item) => {
        if (item.file.handle !== handle) return item;
        const url = preview
          ? URL.createObjectURL(new Blob([preview.data as Uint8Array<ArrayBuffer>], { type: preview.type }))
          : '';
        return { file: item.file, attachment: { handle, ...about }, url, reading: false };
      }),
    );
  }

  const letGo = (items: readonly TrayItem[]): void => {
    for (const { url } of items) if (url !== '') URL.revokeObjectURL(url);
  };

  function remove(room: string, handle: string): void {
    letGo(tray(room).filter(({ file }) => file.handle === handle));
    put(
      room,
      tray(room).filter(({ file }) => file.handle !== handle),
    );
    void api.dropFile(handle);
  }

  /** Sends what waits in a room; where that is refused it goes on waiting. */
  async function send(room: string, caption: string, extra: FileExtra): Promise<Outcome<string>> {
    await Promise.all(looking);
    const items = tray(room);
    put(room, []);
    const sent = await api.attach(
      room,
      items.map(({ attachment }) => attachment),
      caption,
      extra,
    );
    if (sent.ok) letGo(items);
    else put(room, [...items, ...tray(room)]);
    return sent;
  }

  async function ask(): Promise<void> {
    const answer = await api.fileLimits();
    limits.value = answer.ok ? answer.value : null;
    takes.value = limits.value !== null || !chat.online;
  }

  watch(
    () => chat.hub?.id,
    () => {
      for (const [room, items] of trays) for (const { file } of items) remove(room, file.handle);
      shown.value = null;
    },
  );

  return { transfers, downloads, uploads, moving, limits, takes, shown, tray, add, remove, send, ask };
});
