/**
 * The walls between the rooms of src/: which room may import what. A room is a runtime; what crosses a wall would not run, or
 * would run where it must not. Every message says what to use instead.
 */
interface Wall {
  room: string;
  /** Rooms that may not be entered, with the way to go instead. */
  not: Record<string, string>;
  /** Packages and built-ins that may not be imported, as regular expressions on the specifier. */
  bans?: { regex: string; message: string }[];
}

const contract = 'Main and renderer meet only in shared/ipc.';
const protocol = 'Hub and client meet only in shared/protocol.';
const nodeBuiltIns = { regex: '^node:', message: 'This room is neutral: take what you need from a port (client/ports.ts).' };
const electron = { regex: '^electron', message: 'Only main and preload know Electron.' };
const wsPackage = { regex: '^ws$', message: 'Sockets come through client/transport.ts.' };
const vuePackages = { regex: '^(vue|pinia|vue-i18n|reka-ui|virtua)', message: 'Only the renderer draws.' };

/** What of Electron only one file of main may use, and what the others use instead. */
const kept = [
  {
    keeper: 'src/main/ipc.ts',
    name: 'ipcMain',
    message: 'Use handle() and tell() of main/ipc.ts: they check sender and schema.',
  },
  {
    keeper: 'src/main/open-link.ts',
    name: 'shell',
    message: 'Use openLink() of main/open-link.ts: it opens web and mail links and nothing else.',
  },
];

/** Restrictions on Electron for main, less what a keeper keeps. */
const restricted = (keeper: string | null): object[] => [
  // Everything of Electron hangs on it, so that a ban by name would be none.
  { name: 'electron', importNames: ['default'], message: 'Import what you need of Electron by its name.' },
  ...kept
    .filter((entry) => entry.keeper !== keeper)
    .map(({ name, message }) => ({ name: 'electron', importNames: [name], message })),
];

const all = ['client', 'storage', 'hub', 'main', 'preload', 'renderer'];
const except = (message: string, ...allowed: string[]): Record<string, string> =>
  Object.fromEntries(all.filter((room) => !allowed.includes(room)).map((room) => [room, message]));

const table: Wall[] = [
  {
    room: 'shared',
    not: except('shared holds data shapes and imports no other room.'),
    bans: [nodeBuiltIns, electron, wsPackage, vuePackages],
  },
  { room: 'client', not: except(protocol, 'client'), bans: [nodeBuiltIns, electron, wsPackage, vuePackages] },
  {
    room: 'storage',
    not: except('storage knows files and nothing above them.', 'storage'),
    bans: [electron, wsPackage, vuePackages],
  },
  { room: 'hub', not: except(protocol, 'hub', 'storage'), bans: [electron, vuePackages] },
  {
    room: 'preload',
    not: except(contract, 'preload'),
    bans: [
      nodeBuiltIns,
      wsPackage,
      vuePackages,
      { regex: 'shared/(?!ipc/(contract|chat-api)|emitter)', message: 'The preload carries shared/ipc and no schema library.' },
    ],
  },
  {
    room: 'main',
    not: { hub: 'Main starts the hub as a process and talks to its socket.', preload: contract, renderer: contract },
    bans: [vuePackages],
  },
  { room: 'renderer', not: except(contract, 'renderer', 'client'), bans: [nodeBuiltIns, electron, wsPackage] },
];

const rooms = table.map(({ room, not, bans = [] }) => ({
  files: [`src/${room}/**`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        ...(room === 'main' ? { paths: restricted(null) } : {}),
        patterns: [
          ...Object.entries(not).map(([other, message]) => ({
            regex: `^(\\.\\./)+${other}(/|$)`,
            message: `${room} may not import ${other}. ${message}`,
          })),
          ...bans,
        ],
      },
    ],
  },
}));

/** Inside the renderer: components, then composables, then stores, then bridge. */
const floors = [
  {
    files: ['src/renderer/src/components/**'],
    regex: '/bridge/',
    message: 'Components ask composables and stores; the bridge is behind them.',
  },
  {
    files: ['src/renderer/src/bridge/**'],
    regex: '/(components|composables|stores)/',
    message: 'The bridge knows nobody above it.',
  },
  {
    files: ['src/renderer/src/stores/**'],
    regex: '/(components|composables)/',
    message: 'Stores know the bridge and nobody above them.',
  },
  { files: ['src/renderer/src/composables/**'], regex: '/components/', message: 'Composables know stores and no component.' },
].map(({ files, regex, message }) => {
  const outer = rooms.find((entry) => entry.files[0] === 'src/renderer/**');
  const [, options] = outer?.rules['no-restricted-imports'] as [string, { patterns: object[] }];
  return { files, rules: { 'no-restricted-imports': ['error', { patterns: [...options.patterns, { regex, message }] }] } };
});

/** Those files themselves: the walls of their room, and what they keep. */
const keepers = kept.map(({ keeper }) => {
  const outer = rooms.find((entry) => entry.files[0] === 'src/main/**');
  const [, options] = outer?.rules['no-restricted-imports'] as [string, { patterns: object[] }];
  return {
    files: [keeper],
    rules: { 'no-restricted-imports': ['error', { paths: restricted(keeper), patterns: options.patterns }] },
  };
});

export const walls = [...rooms, ...floors, ...keepers] as never[];
