/** Who is there, who writes, who has what, in English. */

export const presence = {
  online: 'Online',
  away: 'Away',
  busy: 'Do not disturb',
  offline: 'Offline',
  offlineSince: 'Offline since {time}',
  typing: {
    one: '{name} is typing',
    two: '{one} and {two} are typing',
    many: '{n} people are typing | 1 person is typing | {n} people are typing',
  },
  receipt: {
    saved: 'Saved on {hub}',
    received: 'Received by {n} of {of}',
    receivedAll: 'Received | Received | Received by all {n}',
    read: 'Read by {n} of {of}',
    readAll: 'Read | Read | Read by all {n}',
  },
  seen: {
    open: 'Who has seen it',
    title: 'Who has seen this message',
    loading: 'Asking…',
    nobody: 'Nobody else is in this conversation yet.',
    read: 'Read by {n} of {of}.',
    received: 'Received by {n} of {of}.',
    closed: 'You do not let others see what you have read, so you do not see what they have.',
    crowd: 'There are too many people here to list them by name.',
    group: {
      read: 'Read (0) | Read (1) | Read ({n})',
      received: 'Received (0) | Received (1) | Received ({n})',
      none: 'Not yet (0) | Not yet (1) | Not yet ({n})',
    },
  },
  status: {
    open: 'Set status',
    title: 'Your status',
    show: 'What others see',
    hint: {
      online: 'Away by itself after five minutes without a key or a touch.',
      away: 'Until you choose otherwise.',
      busy: 'Nothing is announced on this device. Messages wait as unread.',
    },
    text: 'In your words',
    textHint: 'Up to 80 characters, for everybody who shares a room with you. Empty for none.',
    example: 'In a meeting until 3',
    badText: 'This text cannot be shown: one line of visible characters, 80 at most.',
    tells: 'Let others see what I have read',
    tellsHint: 'Without it they see only that a message has reached you, and you do not see what they have read either.',
  },
};
