/** en-composer.ts auf Deutsch. */
import type * as en from './en-composer';
import type { Words } from './words';

export const composer: Words<typeof en.composer> = {
  saveEdit: 'Änderung speichern',
  editing: 'Du bearbeitest deine Nachricht. Esc bricht ab.',
  cancelEdit: 'Nicht mehr bearbeiten',
  long: 'Du hast 1 Zeichen eingefügt. Als Datei senden? | Du hast {n} Zeichen eingefügt. Als Datei senden?',
  asFile: 'Als Datei senden',
  keepText: 'Als Text behalten',
  pastedName: 'Eingefügter Text.txt',
};

export const completion: Words<typeof en.completion> = {
  title: 'Vorschläge',
  count: '1 Vorschlag | {n} Vorschläge',
  everyone: 'Alle in diesem Raum',
};

export const commands: Words<typeof en.commands> = {
  title: 'Befehle',
  unknown: 'Einen Befehl /{name} gibt es nicht.',
  asText: 'Als Text senden',
  needs: 'Da fehlt etwas: {usage}',
  noRoom: 'Einen Raum namens {room} gibt es nicht.',
  noPerson: 'Niemand hier heißt {name}.',
  awayNow: 'Andere sehen, dass du weg bist.',
  backNow: 'Andere sehen, dass du da bist.',
  words: {
    me: 'tut etwas',
    msg: 'Name Text',
    join: 'Raum',
    topic: 'Thema',
    nick: 'neuer Name',
    away: 'Grund',
    shrug: 'Worte',
  },
  does: {
    me: 'Sagen, was du tust',
    msg: 'Einer Person schreiben',
    join: 'In einen Raum gehen',
    leave: 'Diesen Raum verlassen',
    topic: 'Sagen, worum es in diesem Raum geht',
    nick: 'Deinen Namen ändern',
    away: 'Sagen, dass du weg bist',
    shrug: 'Sagen, dass du es nicht weißt ¯\\_(ツ)_/¯',
    help: 'Tasten und Befehle zeigen',
  },
};

export const emoji: Words<typeof en.emoji> = {
  title: 'Emojis',
  open: 'Emoji einfügen',
  search: 'Emojis suchen',
  tone: 'Hautton',
  tones: {
    ...{ none: 'keiner', light: 'hell', mediumLight: 'mittelhell' },
    ...{ medium: 'mittel', mediumDark: 'mitteldunkel', dark: 'dunkel' },
  },
  groups: 'Gruppen von Emojis',
  found: 'Gefundene Emojis',
  none: 'Kein Emoji heißt „{query}“.',
  loading: 'Emojis werden geladen…',
  failed: 'Die Emojis konnten nicht geladen werden. Schließe dies und öffne es wieder, sobald die Verbindung zurück ist.',
  group: {
    recent: 'Zuletzt benutzt',
    smileys: 'Gesichter und Gefühle',
    people: 'Menschen und Hände',
    animals: 'Tiere und Natur',
    food: 'Essen und Trinken',
    travel: 'Reisen und Orte',
    activities: 'Aktivitäten',
    objects: 'Gegenstände',
    symbols: 'Symbole',
    flags: 'Flaggen',
  },
};

export const palette: Words<typeof en.palette> = {
  title: 'Hingehen oder tun',
  label: 'Ein Raum, eine Person, ein Befehl oder eine Einstellung',
  none: 'Nichts heißt „{query}“.',
  theme: 'Farben: {theme}',
  kind: { room: 'Raum', person: 'Mensch', command: 'Befehl', setting: 'Einstellung' },
};

export const keys: Words<typeof en.keys> = {
  title: 'Tasten und Befehle',
  group: {
    app: 'Überall',
    room: 'In einem Raum',
    composer: 'Beim Schreiben',
    message: 'Auf einer Nachricht (Eingabe in der Liste, dann Pfeile)',
  },
  name: {
    palette: 'Zu einem Raum, einer Person, einem Befehl oder einer Einstellung',
    settings: 'Einstellungen',
    shortcuts: 'Diese Liste, solange du nicht schreibst',
    search: 'Nachrichten durchsuchen',
    roomBefore: 'Voriger Raum',
    roomAfter: 'Nächster Raum',
    closePanel: 'Seitenleiste schließen; ohne sie als gelesen markieren',
    toDate: 'Zu einem Tag',
    toNewest: 'Zur neuesten Nachricht',
    send: 'Senden',
    newLine: 'Neue Zeile',
    editLast: 'Deine letzte Nachricht bearbeiten, im leeren Feld',
    cancelEdit: 'Nicht mehr bearbeiten oder antworten',
    emoji: 'Emoji einfügen',
    reply: 'Antworten',
    react: 'Reaktion hinzufügen',
    edit: 'Deine Nachricht bearbeiten',
    forward: 'Weiterleiten',
    pin: 'Anheften oder lösen',
    acknowledge: 'Eine Ankündigung bestätigen',
    copy: 'Ihren Text kopieren',
    copyLink: 'Einen Link zu ihr kopieren',
    delete: 'Sie löschen',
  },
};

export const settings: Words<typeof en.settings> = {
  title: 'Einstellungen',
  open: 'Einstellungen',
  pages: 'Seiten der Einstellungen',
  page: {
    appearance: 'Aussehen',
    notices: 'Benachrichtigungen',
    files: 'Dateien',
    network: 'Netz',
    history: 'Verlauf',
    about: 'Über Hearth',
  },
  look: {
    theme: 'Farben',
    themes: { system: 'Wie das System', light: 'Hell', dark: 'Dunkel', contrast: 'Hoher Kontrast' },
    contrastHint: 'So hell oder dunkel wie das System, mit dem stärksten Kontrast.',
    density: 'Dichte',
    densities: { comfortable: 'Luftig', compact: 'Dicht' },
    textSize: 'Größe der Schrift',
    percent: '{percent} Prozent',
    language: 'Sprache',
    systemLanguage: 'Wie das System',
  },
  history: {
    title: 'Verlauf von {hub} auf diesem Gerät',
    kept: 'Dieses Gerät hat 1 Nachricht von {hub}. | Dieses Gerät hat {n} Nachrichten von {hub}.',
    app: 'Er steht in Dateien dieses Computers. Das Menü eines Raums sichert ihn, liest ihn wieder ein oder entfernt ihn.',
    browser: 'Er steht in diesem Browser. Das Menü eines Raums sichert ihn, liest ihn wieder ein oder entfernt ihn.',
    remove: 'Verlauf entfernen',
  },
  about: {
    promise:
      'Eine Person ist Gastgeber, alle anderen kommen dazu. Kein Konto, keine Cloud: Was gesagt wird, bleibt auf euren Computern.',
    emoji: 'Namen der Emojis: Emojibase, MIT-Lizenz, aus Daten des Unicode-Konsortiums.',
  },
};

export const over: Words<typeof en.over> = {
  failed: 'Dieser Teil von Hearth konnte nicht geladen werden. Versuche es wieder, sobald die Verbindung zurück ist.',
};
