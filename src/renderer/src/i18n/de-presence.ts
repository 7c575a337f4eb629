/** Wer da ist, wer schreibt, wer was hat, auf Deutsch. */
import type { presence as english } from './en-presence';
import type { Words } from './words';

export const presence: Words<typeof english> = {
  online: 'Online',
  away: 'Abwesend',
  busy: 'Bitte nicht stören',
  offline: 'Offline',
  offlineSince: 'Offline seit {time}',
  typing: {
    one: '{name} schreibt',
    two: '{one} und {two} schreiben',
    many: '{n} Leute schreiben | 1 Person schreibt | {n} Leute schreiben',
  },
  receipt: {
    saved: 'Gesichert auf {hub}',
    received: 'Bei {n} von {of} angekommen',
    receivedAll: 'Angekommen | Angekommen | Bei allen {n} angekommen',
    read: 'Von {n} von {of} gelesen',
    readAll: 'Gelesen | Gelesen | Von allen {n} gelesen',
  },
  seen: {
    open: 'Wer hat es gesehen',
    title: 'Wer diese Nachricht gesehen hat',
    loading: 'Wird gefragt…',
    nobody: 'In dieser Unterhaltung ist noch niemand sonst.',
    read: 'Gelesen von {n} von {of}.',
    received: 'Angekommen bei {n} von {of}.',
    closed: 'Du lässt andere nicht sehen, was du gelesen hast; darum siehst du es auch von ihnen nicht.',
    crowd: 'Hier sind zu viele Leute, um sie beim Namen zu nennen.',
    group: {
      read: 'Gelesen (0) | Gelesen (1) | Gelesen ({n})',
      received: 'Angekommen (0) | Angekommen (1) | Angekommen ({n})',
      none: 'Noch nicht (0) | Noch nicht (1) | Noch nicht ({n})',
    },
  },
  status: {
    open: 'Status setzen',
    title: 'Dein Status',
    show: 'Was andere sehen',
    hint: {
      online: 'Nach fünf Minuten ohne Taste und Berührung von selbst abwesend.',
      away: 'Bis du etwas anderes wählst.',
      busy: 'Auf diesem Gerät wird nichts gemeldet. Nachrichten warten als ungelesen.',
    },
    text: 'In deinen Worten',
    textHint: 'Bis zu 80 Zeichen, für alle, die einen Raum mit dir teilen. Leer für nichts.',
    example: 'Bis 15 Uhr in einer Besprechung',
    badText: 'Dieser Text lässt sich nicht zeigen: eine Zeile sichtbarer Zeichen, höchstens 80.',
    tells: 'Andere sehen lassen, was ich gelesen habe',
    tellsHint:
      'Sonst sehen sie nur, dass eine Nachricht bei dir angekommen ist, und du siehst auch nicht, was sie gelesen haben.',
  },
};
