/** en-composer.ts بالعربية. */

export const composer = {
  saveEdit: 'حفظ التعديل',
  editing: 'تعدّل رسالتك. يلغي Esc ذلك.',
  cancelEdit: 'إيقاف التعديل',
  long: 'لم تلصق شيئًا. | ألصقت حرفًا واحدًا. أتريد إرساله ملفًا؟ | ألصقت حرفين. أتريد إرسالهما ملفًا؟ | ألصقت {n} أحرف. أتريد إرسالها ملفًا؟ | ألصقت {n} حرفًا. أتريد إرسالها ملفًا؟ | ألصقت {n} حرف. أتريد إرسالها ملفًا؟',
  asFile: 'إرسال كملف',
  keepText: 'إبقاؤه نصًا',
  pastedName: 'نص ملصق.txt',
};

export const completion = {
  title: 'اقتراحات',
  count: 'لا اقتراحات | اقتراح واحد | اقتراحان | {n} اقتراحات | {n} اقتراحًا | {n} اقتراح',
  everyone: 'كل من في هذه الغرفة',
};

export const commands = {
  title: 'الأوامر',
  unknown: 'لا يوجد أمر /{name}.',
  asText: 'إرسال كنص',
  needs: 'ينقص شيء: {usage}',
  noRoom: 'لا توجد غرفة اسمها {room}.',
  noPerson: 'لا أحد هنا اسمه {name}.',
  awayNow: 'يرى الآخرون أنك غائب.',
  backNow: 'يرى الآخرون أنك هنا.',
  words: {
    me: 'يفعل شيئًا',
    msg: 'اسم نص',
    join: 'غرفة',
    topic: 'موضوع',
    nick: 'اسم جديد',
    away: 'سبب',
    shrug: 'نص',
  },
  does: {
    me: 'قل ما تفعله',
    msg: 'اكتب لشخص واحد',
    join: 'اذهب إلى غرفة',
    leave: 'غادر هذه الغرفة',
    topic: 'قل ما موضوع هذه الغرفة',
    nick: 'غيّر اسمك',
    away: 'قل إنك غائب',
    shrug: 'قل إنك لا تعرف ¯\\_(ツ)_/¯',
    help: 'اعرض المفاتيح والأوامر',
  },
};

export const emoji = {
  title: 'الرموز التعبيرية',
  open: 'إضافة رمز تعبيري',
  search: 'البحث في الرموز',
  tone: 'لون البشرة',
  tones: {
    ...{ none: 'بلا', light: 'فاتح', mediumLight: 'فاتح متوسط' },
    ...{ medium: 'متوسط', mediumDark: 'داكن متوسط', dark: 'داكن' },
  },
  groups: 'مجموعات الرموز',
  found: 'الرموز التي وُجدت',
  none: 'لا رمز اسمه «{query}».',
  loading: 'جارٍ تحميل الرموز…',
  failed: 'تعذر تحميل الرموز. أغلق هذا وافتحه مجددًا حين يعود اتصالك.',
  group: {
    recent: 'المستخدمة أخيرًا',
    smileys: 'الوجوه والمشاعر',
    people: 'الأشخاص والأيدي',
    animals: 'الحيوانات والطبيعة',
    food: 'الطعام والشراب',
    travel: 'السفر والأماكن',
    activities: 'الأنشطة',
    objects: 'الأشياء',
    symbols: 'الرموز',
    flags: 'الأعلام',
  },
};

export const palette = {
  title: 'انتقل أو نفّذ',
  label: 'غرفة أو شخص أو أمر أو إعداد',
  none: 'لا شيء اسمه «{query}».',
  theme: 'السمة: {theme}',
  kind: { room: 'غرفة', person: 'شخص', command: 'أمر', setting: 'إعداد' },
};

export const keys = {
  title: 'المفاتيح والأوامر',
  group: {
    app: 'في كل مكان',
    room: 'في غرفة',
    composer: 'أثناء الكتابة',
    message: 'على رسالة (Enter في القائمة ثم الأسهم)',
  },
  name: {
    palette: 'الانتقال إلى غرفة أو شخص أو أمر أو إعداد',
    settings: 'الإعدادات',
    shortcuts: 'هذه القائمة، ما دمت لا تكتب',
    search: 'البحث في الرسائل',
    toDate: 'الانتقال إلى تاريخ',
    toNewest: 'إلى أحدث رسالة',
    roomBefore: 'الغرفة السابقة',
    roomAfter: 'الغرفة التالية',
    closePanel: 'إغلاق اللوحة',
    send: 'إرسال',
    newLine: 'سطر جديد',
    editLast: 'تعديل رسالتك الأخيرة، في حقل فارغ',
    cancelEdit: 'إيقاف التعديل أو الرد',
    emoji: 'إضافة رمز تعبيري',
    reply: 'رد',
    react: 'إضافة تفاعل',
    edit: 'تعديل رسالتك',
    forward: 'إعادة توجيه',
    pin: 'تثبيت أو إلغاء التثبيت',
    acknowledge: 'تأكيد إعلان',
    copy: 'نسخ نصها',
    copyLink: 'نسخ رابط إليها',
    delete: 'حذفها',
  },
};

export const settings = {
  title: 'الإعدادات',
  open: 'الإعدادات',
  pages: 'صفحات الإعدادات',
  page: { appearance: 'المظهر', notices: 'الإشعارات', files: 'الملفات', network: 'الشبكة', history: 'السجل', about: 'حول' },
  look: {
    theme: 'السمة',
    themes: { system: 'مثل النظام', light: 'فاتحة', dark: 'داكنة', contrast: 'تباين عالٍ' },
    contrastHint: 'فاتحة أو داكنة مثل النظام، بأقوى تباين.',
    density: 'الكثافة',
    densities: { comfortable: 'مريحة', compact: 'متراصة' },
    textSize: 'حجم النص',
    percent: '{percent}٪',
    language: 'اللغة',
    systemLanguage: 'مثل النظام',
  },
  history: {
    title: 'سجل {hub} على هذا الجهاز',
    kept: 'لا يحفظ هذا الجهاز رسائل من {hub}. | يحفظ هذا الجهاز رسالة واحدة من {hub}. | يحفظ هذا الجهاز رسالتين من {hub}. | يحفظ هذا الجهاز {n} رسائل من {hub}. | يحفظ هذا الجهاز {n} رسالة من {hub}. | يحفظ هذا الجهاز {n} رسالة من {hub}.',
    app: 'هو في ملفات على هذا الحاسوب. قائمة الغرفة تحفظه أو تستعيده أو تزيله.',
    browser: 'هو في هذا المتصفح. قائمة الغرفة تحفظه أو تستعيده أو تزيله.',
    remove: 'إزالة السجل',
  },
  about: {
    promise: 'شخص يستضيف، والآخرون ينضمون. لا حساب ولا سحابة: ما يقال يبقى على حواسيبكم.',
    emoji: 'أسماء الرموز التعبيرية: Emojibase، رخصة MIT، من بيانات اتحاد Unicode.',
  },
};

export const over = {
  failed: 'تعذر تحميل هذا الجزء من Hearth. حاول مجددًا حين يعود اتصالك.',
};
