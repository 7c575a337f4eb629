/** What is new, and how one is told of it, in English. */

export const notices = {
  line: '1 new while you were away | {n} new while you were away',
  toFirst: 'Jump to first unread',
  markRead: 'Mark as read',
  date: {
    open: 'Go to a date',
    title: 'Go to a date in {room}',
    label: 'Day',
    hint: 'Shows the first message of that day, or the next one after it.',
    bad: 'Choose a day of the calendar.',
    go: 'Go',
  },
  rule: 'Notify me',
  rules: {
    all: 'Of every message',
    mentions: 'Of direct messages and mentions',
    direct: 'Of direct messages only',
    none: 'Of nothing',
  },
  ruleHint:
    'What counts here is also the number on the icon and in the title. The menu of a conversation can say otherwise for it.',
  preview: 'A notification shows',
  previews: { full: 'Who, where and the text', name: 'Who and where', none: 'Only that there is something new' },
  sound: 'Sound',
  sounds: { system: 'Like the system', chime: 'Chime', knock: 'Knock', drop: 'Drop', none: 'None' },
  hear: 'Hear it',
  reactions: 'Tell me of reactions to my messages',
  reactionsHint: 'They are never unread.',
  quiet: 'Do not disturb',
  quietNow: { off: 'Off', hour: 'For 1 hour', tomorrow: 'Until tomorrow', forever: 'Until I turn it off', until: 'Until {time}' },
  quietHint: 'Nothing is announced. Messages wait as unread.',
  hours: 'Every day between',
  from: 'From',
  to: 'Until',
  hoursHint: 'By the clock of this device; across midnight where the end is before the begin.',
  try: 'Show me one',
  tried:
    'It was sent to your system. If you see nothing, the system holds it back: look into its settings for notifications and its own “do not disturb”.',
  can: {
    granted: 'Notifications can be shown.',
    ask: 'This browser has not been asked yet.',
    askDo: 'Allow notifications',
    denied:
      'This browser blocks notifications of this page. Click the sign beside the address, allow notifications, and load the page again.',
    unavailable:
      'Nothing can show notifications here: browsers do so only on encrypted pages, and some phones not at all. The title of the tab counts instead.',
    unavailableApp: 'This system shows no notifications. The icon counts instead.',
  },
};
