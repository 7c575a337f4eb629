/** en-composer.ts の日本語。 */

export const composer = {
  saveEdit: '変更を保存',
  editing: 'メッセージを編集中。Esc でやめます。',
  cancelEdit: '編集をやめる',
  long: '{n} 文字を貼り付けました。ファイルとして送りますか?',
  asFile: 'ファイルとして送る',
  keepText: '文字のままにする',
  pastedName: '貼り付けた文字.txt',
};

export const completion = {
  title: '候補',
  count: '候補 {n} 件',
  everyone: 'このルームの全員',
};

export const commands = {
  title: 'コマンド',
  unknown: 'コマンド /{name} はありません。',
  asText: '文字として送る',
  needs: '足りないものがあります: {usage}',
  noRoom: '{room} というルームはありません。',
  noPerson: '{name} という人はここにいません。',
  awayNow: '離席中と表示されます。',
  backNow: 'ここにいると表示されます。',
  words: {
    me: 'すること',
    msg: '名前 文章',
    join: 'ルーム',
    topic: '話題',
    nick: '新しい名前',
    away: '理由',
    shrug: '文章',
  },
  does: {
    me: 'していることを伝える',
    msg: '一人に書く',
    join: 'ルームに移る',
    leave: 'このルームを出る',
    topic: 'このルームの話題を決める',
    nick: '名前を変える',
    away: '離席を伝える',
    shrug: '分からないと伝える ¯\\_(ツ)_/¯',
    help: 'キーとコマンドを表示',
  },
};

export const emoji = {
  title: '絵文字',
  open: '絵文字を追加',
  search: '絵文字を検索',
  tone: '肌の色',
  tones: {
    ...{ none: '指定なし', light: '明るい', mediumLight: 'やや明るい' },
    ...{ medium: '中間', mediumDark: 'やや濃い', dark: '濃い' },
  },
  groups: '絵文字の分類',
  found: '見つかった絵文字',
  none: '「{query}」という絵文字はありません。',
  loading: '絵文字を読み込み中…',
  failed: '絵文字を読み込めませんでした。閉じて、つながってからもう一度開いてください。',
  group: {
    recent: '最近使ったもの',
    smileys: '顔と気持ち',
    people: '人と手',
    animals: '動物と自然',
    food: '食べ物と飲み物',
    travel: '旅行と場所',
    activities: '活動',
    objects: '物',
    symbols: '記号',
    flags: '旗',
  },
};

export const palette = {
  title: '移動・実行',
  label: 'ルーム、人、コマンド、設定',
  none: '「{query}」は見つかりません。',
  theme: 'テーマ: {theme}',
  kind: { room: 'ルーム', person: '人', command: 'コマンド', setting: '設定' },
};

export const keys = {
  title: 'キーとコマンド',
  group: {
    app: 'どこでも',
    room: 'ルームで',
    composer: '書いているとき',
    message: 'メッセージの上で (一覧で Enter、その後は矢印)',
  },
  name: {
    palette: 'ルーム、人、コマンド、設定へ移動',
    settings: '設定',
    shortcuts: 'この一覧 (書いていないとき)',
    search: 'メッセージを検索',
    toDate: '日付へ移動',
    toNewest: '最新のメッセージへ',
    roomBefore: '前のルーム',
    roomAfter: '次のルーム',
    closePanel: 'パネルを閉じる',
    send: '送信',
    newLine: '改行',
    editLast: '最後の自分のメッセージを編集 (入力欄が空のとき)',
    cancelEdit: '編集や返信をやめる',
    emoji: '絵文字を追加',
    reply: '返信',
    react: 'リアクションを追加',
    edit: '自分のメッセージを編集',
    forward: '転送',
    pin: 'ピン留めする、外す',
    acknowledge: 'お知らせを確認',
    copy: '文字をコピー',
    copyLink: 'リンクをコピー',
    delete: '削除',
  },
};

export const settings = {
  title: '設定',
  open: '設定',
  pages: '設定のページ',
  page: { appearance: '外観', notices: '通知', files: 'ファイル', network: 'ネットワーク', history: '履歴', about: '情報' },
  look: {
    theme: 'テーマ',
    themes: { system: 'システムに合わせる', light: 'ライト', dark: 'ダーク', contrast: 'ハイコントラスト' },
    contrastHint: '明るさはシステムに合わせ、コントラストを最も強くします。',
    density: '間隔',
    densities: { comfortable: 'ゆったり', compact: '詰める' },
    textSize: '文字の大きさ',
    percent: '{percent}%',
    language: '言語',
    systemLanguage: 'システムに合わせる',
  },
  history: {
    title: 'この機器にある {hub} の履歴',
    kept: 'この機器には {hub} のメッセージが {n} 件あります。',
    app: 'このコンピューターのファイルにあります。ルームのメニューで保存、取り込み、削除ができます。',
    browser: 'このブラウザーにあります。ルームのメニューで保存、取り込み、削除ができます。',
    remove: '履歴を削除',
  },
  about: {
    promise: '一人がホストし、ほかの人が参加します。アカウントもクラウドもなく、話した内容は皆さんのコンピューターに残ります。',
    emoji: '絵文字の名前: Emojibase、MIT ライセンス、Unicode コンソーシアムのデータより。',
  },
};

export const over = {
  failed: 'Hearth のこの部分を読み込めませんでした。つながってからもう一度試してください。',
};
