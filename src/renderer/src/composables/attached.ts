/** Files beside what is being written: the tray of the room on screen, and sending it. */
import { computed, onScopeDispose, watch, type Ref } from 'vue';
import type { FileExtra } from '../../../shared/ipc/files-api';
import { useChatStore } from '../stores/chat';
import { useFilesStore } from '../stores/files';
import { useVoiceStore } from '../stores/voice';
import { useAttach } from './attach';
import { useProblems } from './calls';
import type { Blocked } from './may-write';

/**
 * @param room - id of the room on screen
 * @param draft - what is written there
 * @param blocked - why one may not write there
 */
export function useAttached(room: () => string, draft: Ref<string>, blocked: () => Blocked | null) {
  const chat = useChatStore();
  const store = useFilesStore();
  const voice = useVoiceStore();
  const { attach } = useAttach();
  const { sentence } = useProblems();
  const count = computed(() => store.tray(room()).length);
  const uploading = computed(() => store.uploads(room()).length > 0);

  // It may take other files than before, or none.
  const stop = watch(
    () => chat.online,
    (online) => {
      if (online) void store.ask();
    },
    { immediate: true },
  );
  onScopeDispose(stop);

  function add(files: File[] | null): void {
    const why = blocked();
    if (why && !why.ticking) voice.show(why.text);
    else void attach(room(), files);
  }

  /**
   * Sends the files with what is written as their caption; what is refused comes back.
   * @param extra - what their message carries beside it
   */
  async function send(extra: FileExtra): Promise<void> {
    const [id, caption] = [room(), draft.value];
    draft.value = '';
    const sent = await store.send(id, caption, extra);
    if (sent.ok) return;
    if (room() === id && draft.value === '') draft.value = caption;
    voice.show(sentence(sent.problem));
  }

  return { count, uploading, takes: computed(() => store.takes), add, send };
}
