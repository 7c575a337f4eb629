/** The few words of the main process: what the system shows in its own notifications, menus and dialogs. */
import { noticeWords } from '../client/unread/words';

const en = {
  open: 'Open Hearth',
  quit: 'Quit',
  cancel: 'Cancel',
  file: 'File',
  edit: 'Edit',
  view: 'View',
  window: 'Window',
  reply: 'Reply',
  unread: (count: number) => `Hearth, ${String(count)} unread`,
  notices: noticeWords('en'),
  hostingStays: 'Hearth keeps hosting',
  hostingStaysWhy:
    'The window is closed, the room stays open. Quit from the Hearth icon in the tray, or start Hearth again to see it.',
  files: { json: 'Hearth conversation (JSON)', html: 'Web page (HTML)' },
  quitHosting: 'Quit and end the room?',
  quitHostingWhy: (others: number) =>
    others === 1
      ? 'One other person is connected. They keep their history and are told that the host left.'
      : `${String(others)} others are connected. They keep their history and are told that the host left.`,
};

/** Every word, with what it needs. `notices`: those of notifications, which pages show too. */
export type Words = typeof en;

const de: Words = {
  open: 'Hearth öffnen',
  quit: 'Beenden',
  cancel: 'Abbrechen',
  file: 'Datei',
  edit: 'Bearbeiten',
  view: 'Ansicht',
  window: 'Fenster',
  reply: 'Antworten',
  unread: (count) => `Hearth, ${String(count)} ungelesen`,
  notices: noticeWords('de'),
  hostingStays: 'Hearth bleibt Gastgeber',
  hostingStaysWhy:
    'Das Fenster ist zu, der Raum bleibt offen. Beenden geht über das Symbol im Infobereich; ein neuer Start von Hearth zeigt das Fenster wieder.',
  files: { json: 'Unterhaltung aus Hearth (JSON)', html: 'Webseite (HTML)' },
  quitHosting: 'Beenden und den Raum schließen?',
  quitHostingWhy: (others) =>
    others === 1
      ? 'Eine weitere Person ist verbunden. Ihr Verlauf bleibt, und sie erfährt, dass der Gastgeber gegangen ist.'
      : `${String(others)} weitere Personen sind verbunden. Ihr Verlauf bleibt, und sie erfahren, dass der Gastgeber gegangen ist.`,
};

/** The words for a locale of the system; English where there are none. */
export const wordsFor = (locale: string): Words => (/^de\b/i.test(locale) ? de : en);
