/** Verlauf finden, aufheben und entfernen, auf Deutsch. */
import type { search as english } from './en-search';
import type { Words } from './words';

export const search: Words<typeof english> = {
  open: 'Nachrichten suchen',
  title: 'Suche',
  label: 'Gesuchte Wörter',
  hint: 'Alle, in beliebiger Reihenfolge. In Anführungszeichen: genau so.',
  where: 'Wo',
  everywhere: 'Alles von {hub}',
  narrow: 'Eingrenzen',
  author: 'Geschrieben von',
  from: 'Ab Tag',
  to: 'Bis Tag',
  results: 'Gefundene Nachrichten, neueste zuerst',
  busy: 'Sucht…',
  count: 'Keine Nachricht | 1 Nachricht | {n} Nachrichten',
  first: 'Die neuesten {n}; es gibt mehr.',
  more: 'Ältere zeigen',
  empty: 'Findet, was dieses Gerät von {hub} aufhebt, auch wenn der Ort nicht da ist.',
  none: 'Nichts zu „{text}“ in {room}.',
  noneAnywhere: 'Nichts zu „{text}“ in dem, was dieses Gerät aufhebt.',
  widen: 'Überall suchen',
  notIn: 'Du bist nicht in {room}. Tritt bei, um diese Nachricht zwischen den anderen zu sehen.',
  gone: 'Diese Nachricht ist nicht mehr auf diesem Gerät.',
  history: {
    title: 'Auf diesem Gerät',
    exportHtml: 'Als Webseite sichern…',
    exportJson: 'Als JSON sichern…',
    import: 'Aus JSON übernehmen…',
    remove: 'Verlauf löschen…',
    exported: '{room} wurde gesichert.',
    imported:
      'Nichts in der Datei war neu für {room}. | 1 Nachricht kam zu {room} dazu. | {n} Nachrichten kamen zu {room} dazu.',
    removed: 'Auf diesem Gerät ist es weg. {hub} behält seine eigene Kopie.',
    removeTitle: 'Den Verlauf von {what} auf diesem Gerät löschen?',
    removeText:
      'Nur eine Datei, die du gesichert hast, bringt ihn hierher zurück. {hub} behält seine eigene Kopie, wie auch alle, die dabei waren; dieses Gerät holt ihn nicht wieder.',
    scope: 'Was',
    before: 'Nur was älter ist als',
    beforeHint: 'Leer lassen für alles.',
    counting: 'Zählt…',
    goes: 'Es gibt nichts zu löschen. | 1 Nachricht von {what} geht. | {n} Nachrichten von {what} gehen.',
    removeDo: 'Von diesem Gerät löschen',
  },
};
