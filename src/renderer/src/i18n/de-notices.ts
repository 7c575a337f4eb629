/** Was neu ist, und wie man davon erfährt, auf Deutsch. */
import type { notices as en } from './en-notices';
import type { Words } from './words';

export const notices: Words<typeof en> = {
  line: '1 neue, während du weg warst | {n} neue, während du weg warst',
  toFirst: 'Zur ersten ungelesenen',
  markRead: 'Als gelesen markieren',
  date: {
    open: 'Zu einem Tag',
    title: 'Zu einem Tag in {room}',
    label: 'Tag',
    hint: 'Zeigt die erste Nachricht dieses Tages, oder die nächste danach.',
    bad: 'Wähle einen Tag aus dem Kalender.',
    go: 'Hin',
  },
  rule: 'Benachrichtigen',
  rules: {
    all: 'Bei jeder Nachricht',
    mentions: 'Bei Direktnachrichten und Erwähnungen',
    direct: 'Nur bei Direktnachrichten',
    none: 'Nie',
  },
  ruleHint: 'Danach richtet sich auch die Zahl am Symbol und im Titel. Das Menü einer Unterhaltung kann für sie anderes sagen.',
  preview: 'Eine Benachrichtigung zeigt',
  previews: { full: 'Wer, wo und den Text', name: 'Wer und wo', none: 'Nur, dass es Neues gibt' },
  sound: 'Ton',
  sounds: { system: 'Wie das System', chime: 'Glocke', knock: 'Klopfen', drop: 'Tropfen', none: 'Keiner' },
  hear: 'Anhören',
  reactions: 'Von Reaktionen auf meine Nachrichten erfahren',
  reactionsHint: 'Sie sind nie ungelesen.',
  quiet: 'Nicht stören',
  quietNow: {
    off: 'Aus',
    hour: 'Für 1 Stunde',
    tomorrow: 'Bis morgen',
    forever: 'Bis ich es ausschalte',
    until: 'Bis {time}',
  },
  quietHint: 'Nichts wird gemeldet. Nachrichten warten als ungelesen.',
  hours: 'Jeden Tag zwischen',
  from: 'Von',
  to: 'Bis',
  hoursHint: 'Nach der Uhr dieses Geräts; über Mitternacht, wo das Ende vor dem Anfang liegt.',
  try: 'Zeig mir eine',
  tried:
    'Sie ging an dein System. Siehst du nichts, hält das System sie zurück: Sieh in seinen Einstellungen für Benachrichtigungen nach, und ob dort „Nicht stören“ an ist.',
  can: {
    granted: 'Benachrichtigungen können gezeigt werden.',
    ask: 'Dieser Browser wurde noch nicht gefragt.',
    askDo: 'Benachrichtigungen erlauben',
    denied:
      'Dieser Browser sperrt Benachrichtigungen dieser Seite. Klicke auf das Zeichen neben der Adresse, erlaube sie und lade die Seite neu.',
    unavailable:
      'Hier kann nichts Benachrichtigungen zeigen: Browser tun das nur auf verschlüsselten Seiten, manche Telefone gar nicht. Dafür zählt der Titel des Tabs.',
    unavailableApp: 'Dieses System zeigt keine Benachrichtigungen. Dafür zählt das Symbol.',
  },
};
