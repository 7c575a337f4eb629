/** Writing and sending in the room on screen: a message, a command, or another text of a message. */
import { computed, nextTick, shallowRef, watch } from 'vue';
import { useWords } from '../i18n/use';
import type { Outcome } from '../../../shared/ipc/outcome';
import type { MessageExtra } from '../../../shared/ipc/talk-api';
import { limits } from '../../../shared/protocol/limits';
import { readLine, type Line } from '../logic/commands';
import { given } from '../logic/given';
import { lastOwn } from '../logic/last-own';
import { useChatStore } from '../stores/chat';
import { useEditingStore } from '../stores/editing';
import { useTimelineStore } from '../stores/timelines';
import { useViewStore } from '../stores/view';
import { useCalled } from './called';
import { useCalls, useProblems } from './calls';
import { useCommands } from './commands';
import { useTextFile } from './text-file';

/** The room's draft, and why it was not taken, if it was not. */
export function useSend() {
  const view = useViewStore();
  const chat = useChatStore();
  const editing = useEditingStore();
  const timelines = useTimelineStore();
  const commands = useCommands();
  const { calls } = useCalls();
  const { sentence } = useProblems();
  const { t } = useWords();
  const refusal = shallowRef<string | null>(null);
  /** What was written looks like a command that there is none of. */
  const unknown = shallowRef<string | null>(null);
  const id = computed(() => view.room?.id ?? '');
  const edited = computed(() => (editing.current?.room === id.value ? editing.current : null));

  const draft = computed({
    get: () => edited.value?.text ?? view.drafts.get(id.value) ?? '',
    set(text) {
      if (edited.value) editing.write(text);
      else view.drafts.set(id.value, text);
      [refusal.value, unknown.value] = [null, null];
    },
  });
  const called = useCalled(
    () => id.value,
    () => draft.value,
  );
  const file = useTextFile(() => draft.value);
  watch([id, () => edited.value?.seq], () => ([refusal.value, unknown.value] = [null, null]));

  /** What was refused comes back into the field; whatever was typed meanwhile stays behind it. */
  function giveBack(room: string, text: string, why: string): void {
    const since = view.drafts.get(room) ?? '';
    view.drafts.set(room, since ? `${text}\n${since}` : text);
    if (room === id.value) refusal.value = why;
  }

  async function say(room: string, written: string, outcome: Promise<Outcome<unknown>>): Promise<void> {
    view.sentAt.set(room, Date.now());
    const answer = await outcome;
    if (!answer.ok) giveBack(room, written, sentence(answer.problem));
  }

  async function saveEdit({ room, seq }: { room: string; seq: number }, text: string): Promise<void> {
    editing.stop();
    const answer = await calls.editMessage(room, seq, text, called.in(text));
    if (answer.ok) return;
    editing.start(room, seq, text);
    // Taking it up again clears what was said of it before.
    await nextTick();
    refusal.value = sentence(answer.problem);
  }

  /**
   * Empties the field at once; what is refused comes back into it.
   * @param plain - what looks like a command is said as it is
   * @param extra - what the message carries beside its text and whom it calls
   */
  async function send({ plain = false, extra = {} }: { plain?: boolean; extra?: MessageExtra } = {}): Promise<void> {
    const [room, text] = [id.value, draft.value];
    if (text.trim() === '' || text.length > limits.maxText) return;
    if (edited.value) return saveEdit(edited.value, text);
    const line: Line = plain ? { kind: 'text', text } : readLine(text);
    if (line.kind === 'unknown') {
      unknown.value = line.name;
      return;
    }
    const whom = called.in(line.kind === 'text' ? line.text : line.rest);
    draft.value = '';
    if (line.kind === 'text') return say(room, text, calls.send(room, line.text, ...given({ ...whom, ...extra })));
    const why = await commands.run(line.name, { room, rest: line.rest, called: whom });
    if (why !== null) giveBack(room, text, why);
  }

  /** Sends a text as a file; the draft is left alone unless it is refused. */
  async function sendFile(text: string): Promise<void> {
    const room = id.value;
    const answer = await file.send(room, text);
    if (!answer.ok) giveBack(room, text, sentence(answer.problem));
  }

  /** Gives the newest own message another text, as far as one is loaded. */
  function editLast(): void {
    const { entries, about } = timelines.of(id.value);
    const last = lastOwn([...entries, ...about], chat.me?.id);
    if (last) editing.start(id.value, last.seq, last.text);
  }

  return {
    ...{
      draft,
      refusal,
      send,
      sendFile,
      takesFiles: file.takes,
      edited,
      editLast,
      members: called.members,
      mentioned: called.mentioned,
      calledIn: called.in,
    },
    unknown: computed(() => (unknown.value === null ? null : t('commands.unknown', { name: unknown.value }))),
    cancelEdit: editing.stop,
  };
}
