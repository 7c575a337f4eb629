/** The few words of the main process: what the system shows in its own notifications, menus and dialogs. */
import { noticeLanguages } from '../client/unread/languages';
import { counted, inLanguage } from '../shared/counted';

const en = {
  open: 'Open Hearth',
  quit: 'Quit',
  cancel: 'Cancel',
  file: 'File',
  edit: 'Edit',
  view: 'View',
  window: 'Window',
  reply: 'Reply',
  unread: (count: number) => counted('en', count, { other: 'Hearth, # unread' }),
  notices: noticeLanguages.en,
  hostingStays: 'Hearth keeps hosting',
  hostingStaysWhy:
    'The window is closed, the room stays open. Quit from the Hearth icon in the tray, or start Hearth again to see it.',
  files: { json: 'Hearth conversation (JSON)', html: 'Web page (HTML)' },
  quitHosting: 'Quit and end the room?',
  quitHostingWhy: (others: number) =>
    counted('en', others, {
      one: 'One other person is connected. They keep their history and are told that the host left.',
      other: '# others are connected. They keep their history and are told that the host left.',
    }),
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
  unread: (count) => counted('de', count, { other: 'Hearth, # ungelesen' }),
  notices: noticeLanguages.de,
  hostingStays: 'Hearth bleibt Gastgeber',
  hostingStaysWhy:
    'Das Fenster ist zu, der Raum bleibt offen. Beenden geht über das Symbol im Infobereich; ein neuer Start von Hearth zeigt das Fenster wieder.',
  files: { json: 'Unterhaltung aus Hearth (JSON)', html: 'Webseite (HTML)' },
  quitHosting: 'Beenden und den Raum schließen?',
  quitHostingWhy: (others) =>
    counted('de', others, {
      one: 'Eine weitere Person ist verbunden. Ihr Verlauf bleibt, und sie erfährt, dass der Gastgeber gegangen ist.',
      other: '# weitere Personen sind verbunden. Ihr Verlauf bleibt, und sie erfahren, dass der Gastgeber gegangen ist.',
    }),
};

const fr: Words = {
  open: 'Ouvrir Hearth',
  quit: 'Quitter',
  cancel: 'Annuler',
  file: 'Fichier',
  edit: 'Édition',
  view: 'Affichage',
  window: 'Fenêtre',
  reply: 'Répondre',
  unread: (count) => counted('fr', count, { one: 'Hearth, # non lu', other: 'Hearth, # non lus' }),
  notices: noticeLanguages.fr,
  hostingStays: 'Hearth continue d’héberger',
  hostingStaysWhy:
    'La fenêtre est fermée, le salon reste ouvert. Quittez par l’icône de Hearth dans la zone de notification, ou relancez Hearth pour le voir.',
  files: { json: 'Conversation Hearth (JSON)', html: 'Page web (HTML)' },
  quitHosting: 'Quitter et fermer le salon\u202f?',
  quitHostingWhy: (others) =>
    counted('fr', others, {
      one: '# autre personne est connectée. Elle garde son historique et apprend que l’hôte est parti.',
      other: '# autres personnes sont connectées. Elles gardent leur historique et apprennent que l’hôte est parti.',
    }),
};

const es: Words = {
  open: 'Abrir Hearth',
  quit: 'Salir',
  cancel: 'Cancelar',
  file: 'Archivo',
  edit: 'Edición',
  view: 'Ver',
  window: 'Ventana',
  reply: 'Responder',
  unread: (count) => counted('es', count, { other: 'Hearth, # sin leer' }),
  notices: noticeLanguages.es,
  hostingStays: 'Hearth sigue alojando',
  hostingStaysWhy:
    'La ventana está cerrada, la sala sigue abierta. Sal desde el icono de Hearth en la bandeja, o inicia Hearth de nuevo para verla.',
  files: { json: 'Conversación de Hearth (JSON)', html: 'Página web (HTML)' },
  quitHosting: '¿Salir y cerrar la sala?',
  quitHostingWhy: (others) =>
    counted('es', others, {
      one: 'Hay # persona más conectada. Conserva su historial y se le dice que el anfitrión se fue.',
      other: 'Hay # personas más conectadas. Conservan su historial y se les dice que el anfitrión se fue.',
    }),
};

const ja: Words = {
  open: 'Hearth を開く',
  quit: '終了',
  cancel: 'キャンセル',
  file: 'ファイル',
  edit: '編集',
  view: '表示',
  window: 'ウインドウ',
  reply: '返信',
  unread: (count) => counted('ja', count, { other: 'Hearth、未読 # 件' }),
  notices: noticeLanguages.ja,
  hostingStays: 'Hearth はホストを続けます',
  hostingStaysWhy:
    'ウインドウは閉じましたが、ルームは開いたままです。トレイの Hearth アイコンから終了できます。Hearth をもう一度起動すると表示されます。',
  files: { json: 'Hearth の会話 (JSON)', html: 'Web ページ (HTML)' },
  quitHosting: '終了してルームを閉じますか?',
  quitHostingWhy: (others) =>
    counted('ja', others, { other: 'ほかに # 人が接続しています。相手の履歴は残り、ホストが去ったことが伝わります。' }),
};

const ar: Words = {
  open: 'فتح Hearth',
  quit: 'خروج',
  cancel: 'إلغاء',
  file: 'ملف',
  edit: 'تحرير',
  view: 'عرض',
  window: 'نافذة',
  reply: 'رد',
  unread: (count) => counted('ar', count, { other: 'Hearth، غير مقروءة: #' }),
  notices: noticeLanguages.ar,
  hostingStays: 'يواصل Hearth الاستضافة',
  hostingStaysWhy: 'النافذة مغلقة والغرفة ما زالت مفتوحة. اخرج من أيقونة Hearth في شريط النظام، أو شغّل Hearth مجددًا لرؤيتها.',
  files: { json: 'محادثة Hearth (JSON)', html: 'صفحة ويب (HTML)' },
  quitHosting: 'الخروج وإنهاء الغرفة؟',
  quitHostingWhy: (others) =>
    counted('ar', others, {
      one: 'شخص آخر متصل. يحتفظ بسجله ويُخبر بأن المضيف غادر.',
      two: 'شخصان آخران متصلان. يحتفظان بسجلهما ويُخبران بأن المضيف غادر.',
      other: '# آخرون متصلون. يحتفظون بسجلهم ويُخبرون بأن المضيف غادر.',
    }),
};

/** All of them, by language. */
export const wordLanguages = { en, de, fr, es, ja, ar };

/** The words for a locale of the system; English where there are none. */
export const wordsFor = (locale: string): Words => inLanguage(wordLanguages, locale);
