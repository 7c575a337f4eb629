/** What is said about writing: keys, commands, emoji, the palette, and how Hearth looks. */

export const composer = {
  saveEdit: 'Save the change',
  editing: 'Editing your message. Esc cancels.',
  cancelEdit: 'Stop editing',
  long: 'You pasted 1 character. Send it as a file? | You pasted {n} characters. Send them as a file?',
  asFile: 'Send as a file',
  keepText: 'Keep as text',
  pastedName: 'Pasted text.txt',
};

export const completion = {
  title: 'Suggestions',
  count: '1 suggestion | {n} suggestions',
  everyone: 'Everybody in this room',
};

export const commands = {
  title: 'Commands',
  unknown: 'There is no command /{name}.',
  asText: 'Send as text',
  needs: 'Something is missing: {usage}',
  noRoom: 'There is no room called {room}.',
  noPerson: 'Nobody here is called {name}.',
  awayNow: 'Others see that you are away.',
  backNow: 'Others see that you are here.',
  words: {
    me: 'does something',
    msg: 'name text',
    join: 'room',
    topic: 'text',
    nick: 'new name',
    away: 'why',
    shrug: 'text',
  },
  does: {
    me: 'Say what you do',
    msg: 'Write to one person',
    join: 'Go to a room',
    leave: 'Leave this room',
    topic: 'Say what this room is about',
    nick: 'Change your name',
    away: 'Say that you are away',
    shrug: 'Say that you do not know ¯\\_(ツ)_/¯',
    help: 'Show keys and commands',
  },
};

export const emoji = {
  title: 'Emoji',
  open: 'Add an emoji',
  search: 'Search emoji',
  tone: 'Skin tone',
  tones: {
    ...{ none: 'none', light: 'light', mediumLight: 'medium-light' },
    ...{ medium: 'medium', mediumDark: 'medium-dark', dark: 'dark' },
  },
  groups: 'Groups of emoji',
  found: 'Emoji found',
  none: 'No emoji is called “{query}”.',
  loading: 'Loading emoji…',
  failed: 'The emoji could not be loaded. Close this and open it again once you are back online.',
  group: {
    recent: 'Used last',
    smileys: 'Faces and feelings',
    people: 'People and hands',
    animals: 'Animals and nature',
    food: 'Food and drink',
    travel: 'Travel and places',
    activities: 'Activities',
    objects: 'Objects',
    symbols: 'Symbols',
    flags: 'Flags',
  },
};

export const palette = {
  title: 'Go to or do',
  label: 'A room, a person, a command or a setting',
  none: 'Nothing is called “{query}”.',
  theme: 'Theme: {theme}',
  kind: { room: 'Room', person: 'Person', command: 'Command', setting: 'Setting' },
};

export const keys = {
  title: 'Keys and commands',
  group: {
    app: 'Everywhere',
    room: 'In a room',
    composer: 'While writing',
    message: 'On a message (Enter in the list, then arrows)',
  },
  name: {
    palette: 'Go to a room, a person, a command or a setting',
    settings: 'Settings',
    shortcuts: 'This list, while you are not writing',
    search: 'Search messages',
    roomBefore: 'Room before',
    roomAfter: 'Room after',
    closePanel: 'Close the panel; without one mark as read',
    toDate: 'Go to a date',
    toNewest: 'To the newest message',
    send: 'Send',
    newLine: 'New line',
    editLast: 'Edit your last message, in an empty field',
    cancelEdit: 'Stop editing or replying',
    emoji: 'Add an emoji',
    reply: 'Reply',
    react: 'Add a reaction',
    edit: 'Edit your message',
    forward: 'Forward',
    pin: 'Pin, or unpin',
    acknowledge: 'Acknowledge an announcement',
    copy: 'Copy its text',
    copyLink: 'Copy a link to it',
    delete: 'Delete it',
  },
};

export const settings = {
  title: 'Settings',
  open: 'Settings',
  pages: 'Pages of the settings',
  page: {
    appearance: 'Appearance',
    notices: 'Notifications',
    files: 'Files',
    network: 'Network',
    history: 'History',
    about: 'About',
  },
  look: {
    theme: 'Theme',
    themes: { system: 'Like the system', light: 'Light', dark: 'Dark', contrast: 'High contrast' },
    contrastHint: 'As light or dark as the system, with the strongest contrast.',
    density: 'Density',
    densities: { comfortable: 'Comfortable', compact: 'Compact' },
    textSize: 'Size of the text',
    percent: '{percent} %',
    language: 'Language',
    systemLanguage: 'Like the system',
  },
  history: {
    title: 'History of {hub} on this device',
    kept: 'This device keeps 1 message of {hub}. | This device keeps {n} messages of {hub}.',
    app: 'It is in files of this computer. A room’s menu saves it, takes it in again, or removes it.',
    browser: 'It is in this browser. A room’s menu saves it, takes it in again, or removes it.',
    remove: 'Remove history',
  },
  about: {
    promise: 'One person hosts, everybody else joins. No account, no cloud: what is said stays on your computers.',
    emoji: 'Names of emoji: Emojibase, MIT licence, from data of the Unicode consortium.',
  },
};

export const over = {
  failed: 'This part of Hearth could not be loaded. Try again once you are back online.',
};
