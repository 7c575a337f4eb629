/** What the command palette finds: rooms, people, things to do, settings. */
import {
  Bell,
  CalendarSearch,
  CirclePlus,
  Hash,
  Keyboard,
  LogOut,
  Pencil,
  Search,
  Settings,
  SunMoon,
  UserRound,
  Users,
} from '@lucide/vue';
import { computed, shallowRef, watch, type Component } from 'vue';
import { useWords } from '../i18n/use';
import { themes } from '../../../shared/ipc/settings-api';
import type { Acquaintance } from '../../../shared/protocol/place-frames';
import { bestFits } from '../logic/fuzzy';
import { titleOf } from '../logic/places';
import { keepRecent, loadRecent } from '../logic/recent';
import { useChatStore } from '../stores/chat';
import { useOverStore } from '../stores/over';
import { usePlacesStore } from '../stores/places';
import { useSettingsStore } from '../stores/settings';
import { useViewStore } from '../stores/view';
import { useCalls } from './calls';
import { useDirect } from './direct';
import { usePlaces } from './places';
import { useJoinRoom } from './join-room';

/** Something that can be chosen. `kind` is said beside it. */
export interface PaletteItem {
  id: string;
  kind: 'room' | 'person' | 'command' | 'setting';
  label: string;
  /** What else it may be called. */
  also: readonly string[];
  icon: Component;
  run: () => unknown;
}

/** Shown at once; more letters show others. */
const MOST = 50;
/** Remembered as used last. */
const MOST_RECENT = 20;

/** The items for what is typed, those used last first. */
export function usePalette() {
  const chat = useChatStore();
  const view = useViewStore();
  const over = useOverStore();
  const settings = useSettingsStore();
  const { calls, attempt } = useCalls();
  const { join } = useJoinRoom();
  const direct = useDirect();
  const places = usePlaces();
  const questions = usePlacesStore();
  const { t } = useWords();
  const directory = shallowRef<readonly Acquaintance[]>([]);
  const query = shallowRef('');
  const active = shallowRef(0);
  const recent = loadRecent('palette');

  if (chat.online)
    void calls.loadDirectory().then((found) => {
      if (found.ok) directory.value = found.value;
    });

  const rooms = computed(() => [
    ...chat.joined.map((room) => ({
      ...{ id: `room:${room.id}`, kind: 'room' as const, icon: Hash, also: [] },
      ...{ label: titleOf(room), run: () => view.open(room.id) },
    })),
    ...chat.others.map((room) => ({
      ...{ id: `room:${room.id}`, kind: 'room' as const, icon: CirclePlus, also: [`#${room.name}`] },
      ...{ label: t('rooms.join', { room: room.name }), run: () => join(room.id) },
    })),
  ]);
  const people = computed(() =>
    directory.value
      .filter(({ id }) => id !== chat.me?.id)
      .map((member) => ({
        ...{ id: `person:${member.id}`, kind: 'person' as const, icon: UserRound, also: [] },
        ...{ label: member.name, run: () => direct.open(member.id) },
      })),
  );

  const command = (name: string, label: string, icon: Component, run: () => unknown, also: readonly string[] = []) => ({
    ...{ id: `command:${name}`, kind: 'command' as const },
    ...{ label, icon, run, also },
  });
  const inRoom = computed(() =>
    !chat.entered
      ? []
      : [
          command('people', t('people.open'), Users, () => (view.panel = 'people')),
          command('search', t('search.open'), Search, () => (view.panel = 'search')),
          ...(view.room ? [command('date', t('notices.date.title', { room: titleOf(view.room) }), CalendarSearch, askDate)] : []),
          command('create', t('rooms.create'), CirclePlus, () => over.show('create-room')),
          command('rename', t('me.rename'), Pencil, () => over.show('rename')),
          ...(view.room ? [command('leave-room', t('rooms.leave', { room: titleOf(view.room) }), LogOut, leaveRoom)] : []),
          ...(chat.state.capabilities.notifications === 'ask'
            ? [command('notify', t('me.notifyAsk'), Bell, () => attempt(calls.askNotifications()))]
            : []),
          command('leave', t('hub.leave', { name: chat.hub?.name || t('hub.unnamed') }), LogOut, () => attempt(calls.leaveHub())),
        ],
  );
  const always = computed(() => [
    command('shortcuts', t('keys.title'), Keyboard, () => over.show('shortcuts'), ['?']),
    ...over.pages.map((page) => ({
      ...{ id: `setting:${page}`, kind: 'setting' as const, icon: Settings, also: [t('settings.title')] },
      ...{ label: t(`settings.page.${page}`), run: () => over.showSettings(page) },
    })),
    ...themes.map((theme) => ({
      ...{ id: `theme:${theme}`, kind: 'setting' as const, icon: SunMoon, also: [] },
      ...{
        label: t('palette.theme', { theme: t(`settings.look.themes.${theme}`) }),
        run: () => attempt(settings.look({ theme })),
      },
    })),
  ]);

  function askDate(): void {
    if (view.room) questions.ask('date', view.room.id);
  }

  async function leaveRoom(): Promise<void> {
    if (view.room) await places.leave(view.room);
  }

  const all = computed<PaletteItem[]>(() => {
    const items = [...rooms.value, ...people.value, ...inRoom.value, ...always.value];
    const rank = (id: string): number => (recent.includes(id) ? recent.indexOf(id) : recent.length);
    return items.sort((a, b) => rank(a.id) - rank(b.id));
  });
  const items = computed(() => bestFits(query.value, all.value, ({ label, also }) => [label, ...also], MOST));
  watch(query, () => (active.value = 0));

  /** Moves among the items, around the ends. */
  function step(by: number): void {
    const count = items.value.length;
    if (count > 0) active.value = (active.value + by + count) % count;
  }

  /** What is chosen is remembered. */
  function choose(item: PaletteItem): void {
    keepRecent('palette', item.id, MOST_RECENT);
    item.run();
  }

  return { query, items, active, step, choose };
}
