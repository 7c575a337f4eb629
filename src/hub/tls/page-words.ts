/** What the page without encryption says, in every language of the UI. `name` and `url` are escaped already. */
import { inLanguage } from '../../shared/counted';

const en = {
  title: (name: string) => `${name}: encrypted only`,
  heading: (name: string) => `${name} is encrypted`,
  why: (http: string) =>
    `This address begins with ${http}: everybody on this network could read along. The host of this place wants that nobody can.`,
  open: (url: string) => `Open ${url}`,
  invite: (https: string) =>
    `Did you come by an invite link? Then open that link again with ${https} at its beginning, so that all of it is kept.`,
  warning: 'Your browser will warn you',
  compare:
    "It cannot know this certificate, because the host's own computer made it. Before you go on, look at the certificate in the warning and compare it with the host's screen, where the same digits are shown. If they differ, somebody is in between: do not go on.",
  certificate: 'Certificate',
  publicKey: 'Public key',
  between: "Somebody in between could change this page, too. Only the host's screen counts.",
};

/** The words of a language. */
export type PageWords = typeof en;

const de: PageWords = {
  title: (name) => `${name}: nur verschlüsselt`,
  heading: (name) => `${name} ist verschlüsselt`,
  why: (http) =>
    `Diese Adresse beginnt mit ${http}: Alle in diesem Netz könnten mitlesen. Der Gastgeber dieses Ortes will, dass es niemand kann.`,
  open: (url) => `${url} öffnen`,
  invite: (https) =>
    `Kamst du über einen Einladungslink? Dann öffne ihn noch einmal mit ${https} am Anfang, damit nichts davon verloren geht.`,
  warning: 'Dein Browser wird dich warnen',
  compare:
    'Er kann dieses Zertifikat nicht kennen, denn der Rechner des Gastgebers hat es selbst gemacht. Bevor du weitergehst, sieh dir das Zertifikat in der Warnung an und vergleiche es mit dem Bildschirm des Gastgebers, auf dem dieselben Zeichen stehen. Sind sie anders, steht jemand dazwischen: Geh nicht weiter.',
  certificate: 'Zertifikat',
  publicKey: 'Öffentlicher Schlüssel',
  between: 'Wer dazwischen steht, könnte auch diese Seite ändern. Nur der Bildschirm des Gastgebers zählt.',
};

const fr: PageWords = {
  title: (name) => `${name}\u00a0: chiffré seulement`,
  heading: (name) => `${name} est chiffré`,
  why: (http) =>
    `Cette adresse commence par ${http}\u00a0: tout le monde sur ce réseau pourrait lire. L’hôte de ce lieu veut que personne ne le puisse.`,
  open: (url) => `Ouvrir ${url}`,
  invite: (https) =>
    `Vous venez d’un lien d’invitation\u202f? Rouvrez ce lien avec ${https} au début, pour que rien ne s’en perde.`,
  warning: 'Votre navigateur vous avertira',
  compare:
    'Il ne peut pas connaître ce certificat, car l’ordinateur de l’hôte l’a créé lui-même. Avant de continuer, regardez le certificat dans l’avertissement et comparez-le avec l’écran de l’hôte, où figurent les mêmes caractères. S’ils diffèrent, quelqu’un se tient entre vous\u00a0: ne continuez pas.',
  certificate: 'Certificat',
  publicKey: 'Clé publique',
  between: 'Quelqu’un entre vous pourrait aussi modifier cette page. Seul l’écran de l’hôte compte.',
};

const es: PageWords = {
  title: (name) => `${name}: solo con cifrado`,
  heading: (name) => `${name} está cifrado`,
  why: (http) =>
    `Esta dirección empieza por ${http}: cualquiera en esta red podría leer. El anfitrión de este lugar quiere que nadie pueda.`,
  open: (url) => `Abrir ${url}`,
  invite: (https) =>
    `¿Viniste por un enlace de invitación? Ábrelo de nuevo con ${https} al principio, para que no se pierda nada de él.`,
  warning: 'Tu navegador te avisará',
  compare:
    'No puede conocer este certificado, porque lo hizo el propio ordenador del anfitrión. Antes de seguir, mira el certificado en el aviso y compáralo con la pantalla del anfitrión, donde están los mismos caracteres. Si son distintos, hay alguien en medio: no sigas.',
  certificate: 'Certificado',
  publicKey: 'Clave pública',
  between: 'Quien esté en medio también podría cambiar esta página. Solo cuenta la pantalla del anfitrión.',
};

const ja: PageWords = {
  title: (name) => `${name}: 暗号化のみ`,
  heading: (name) => `${name} は暗号化されています`,
  why: (http) =>
    `このアドレスは ${http} で始まり、このネットワークの誰もが読めてしまいます。この場所のホストは、誰にも読めないことを望んでいます。`,
  open: (url) => `${url} を開く`,
  invite: (https) => `招待リンクから来ましたか? リンクの先頭を ${https} にして開き直すと、内容がすべて残ります。`,
  warning: 'ブラウザーが警告します',
  compare:
    'この証明書はホストのコンピューターが作ったため、ブラウザーは知りません。先に進む前に、警告の中の証明書を見て、同じ文字が出ているホストの画面と比べてください。違っていれば間に誰かがいます。先に進まないでください。',
  certificate: '証明書',
  publicKey: '公開鍵',
  between: '間にいる人はこのページも変えられます。信じられるのはホストの画面だけです。',
};

const ar: PageWords = {
  title: (name) => `${name}: بالتشفير فقط`,
  heading: (name) => `<bdi>${name}</bdi> مشفّر`,
  why: (http) => `يبدأ هذا العنوان بـ ${http}: يستطيع كل من على هذه الشبكة القراءة. يريد مضيف هذا المكان ألا يستطيع ذلك أحد.`,
  open: (url) => `فتح <bdi>${url}</bdi>`,
  invite: (https) => `هل جئت برابط دعوة؟ افتح ذلك الرابط مجددًا مع ${https} في بدايته، كي لا يضيع منه شيء.`,
  warning: 'سيحذّرك متصفحك',
  compare:
    'لا يستطيع معرفة هذه الشهادة لأن حاسوب المضيف أنشأها بنفسه. قبل أن تتابع، انظر إلى الشهادة في التحذير وقارنها بشاشة المضيف حيث تظهر الأحرف نفسها. إن اختلفت فأحدهم يقف في الوسط: لا تتابع.',
  certificate: 'الشهادة',
  publicKey: 'المفتاح العام',
  between: 'من يقف في الوسط قد يغيّر هذه الصفحة أيضًا. لا عبرة إلا بشاشة المضيف.',
};

const languages = { en, de, fr, es, ja, ar };

/** The first language of `Accept-Language` that the page speaks, by the order in which browsers send them; English, if it speaks none. */
export function pageLanguage(accepted: string): keyof typeof languages {
  for (const range of accepted.slice(0, 256).split(',')) {
    const language = range.trim().toLowerCase().split(/[-;]/)[0] ?? '';
    const known = Object.keys(languages).find((name): name is keyof typeof languages => name === language);
    if (known) return known;
  }
  return 'en';
}

/** The words for a language. */
export const pageWords = (language: string): PageWords => inLanguage<PageWords>(languages, language);
