/** Links to messages: followed inside Hearth, and from outside once the place is open that they lead to. */
import { watch } from 'vue';
import { useWords } from '../i18n/use';
import { readMessageLink, type MessageLink } from '../logic/message-link';
import { useChatStore } from '../stores/chat';
import { useLinksStore } from '../stores/links';
import { useVoiceStore } from '../stores/voice';
import { useCalls } from './calls';
import { useJump } from './jump';
import { useWindowEvent } from './listen';

/** Follows a link of a message: within Hearth where it leads to a message, else after a question. */
export function useFollow(): (href: string) => void {
  const chat = useChatStore();
  const links = useLinksStore();
  const { calls, attempt } = useCalls();
  return (href) => {
    const link = readMessageLink(href);
    const known = link !== null && chat.state.hubs.some(({ id }) => id === link.hubId);
    if (link && link.hubId === chat.hub?.id) links.awaited = link;
    else if (link && chat.state.capabilities.kind === 'app') {
      links.awaited = link;
      if (known) void attempt(calls.openHub(link.hubId));
      else chat.invite = href;
    } else links.asked = href;
  };
}

/** Goes to the message that somebody came for, as soon as its conversation is there. For the root. */
export function useAwaitedMessage(): void {
  const chat = useChatStore();
  const links = useLinksStore();
  const voice = useVoiceStore();
  const { t } = useWords();
  const jump = useJump();

  async function arrive(link: MessageLink): Promise<void> {
    links.awaited = null;
    const known = chat.hub?.rooms.some(({ id }) => id === link.room);
    if (known) await jump(link);
    else voice.show(t('talk.link.notHere'));
  }

  function look(): void {
    const link = links.awaited;
    if (!link || !chat.entered || chat.hub?.id !== link.hubId) return;
    // What this device knows of a place may be old; the hub says whether it has that conversation.
    if (chat.online || chat.hub.rooms.some(({ id, joined }) => id === link.room && joined)) void arrive(link);
  }

  function fromAddress(): void {
    if (chat.state.capabilities.kind === 'browser') links.awaited = readMessageLink(location.href) ?? links.awaited;
  }

  fromAddress();
  useWindowEvent('hashchange', fromAddress);
  watch([() => links.awaited, () => chat.entered, () => chat.hub] as const, look, { immediate: true });
  // A link that the system passed on.
  watch(
    () => chat.invite,
    (invite) => {
      const link = invite === null ? null : readMessageLink(invite);
      if (!link) return;
      links.awaited = link;
      if (link.hubId === chat.hub?.id) chat.invite = null;
    },
    { immediate: true },
  );
}
