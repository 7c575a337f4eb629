/** What a person set about this device: kept here, told to nobody. */
import type { Outcome } from './outcome';

/** `system` follows the system's light or dark; `contrast` does too, with the strongest contrast. */
export const themes = ['system', 'light', 'dark', 'contrast'] as const;
/** How much room things have. */
export const densities = ['comfortable', 'compact'] as const;
/** Sizes of the text in percent of the system's; everything that is measured in `rem` follows. */
export const textSizes = [87.5, 100, 112.5, 125, 150] as const;

/** How this device shows Hearth. */
export interface Appearance {
  theme: (typeof themes)[number];
  density: (typeof densities)[number];
  textSize: (typeof textSizes)[number];
  /** Tag of a language, or `system`: one that this version does not speak counts as `system`. */
  language: string;
}

/** What is announced: everything, what is meant for one (direct messages and mentions), direct messages alone, nothing. */
export const noticeRules = ['all', 'mentions', 'direct', 'none'] as const;
/** One of them. */
export type NoticeRule = (typeof noticeRules)[number];

/** What a notification shows: text, who and where, or only that there is something. */
export const previews = ['full', 'name', 'none'] as const;
/** One of them. */
export type Preview = (typeof previews)[number];

/** Sounds of Hearth's own. */
export const playedSounds = ['chime', 'knock', 'drop'] as const;
/** One of them. */
export type PlayedSound = (typeof playedSounds)[number];
/** `system`: as the system's notifications sound. */
export const sounds = ['system', ...playedSounds, 'none'] as const;

/** Minutes of a day. */
export const DAY_MINUTES = 24 * 60;

/** What this device announces, and how. */
export interface NoticeSettings {
  /** For conversations for which nothing was wished. */
  rule: NoticeRule;
  preview: Preview;
  sound: (typeof sounds)[number];
  /** Reactions to one's own messages are announced; they count nowhere. */
  reactions: boolean;
  /** Nothing is announced until then, ms since 1970; null where that is not so. */
  quietUntil: number | null;
  /** Nothing is announced between these minutes of the day, by the clock on the wall; across midnight where they end before they begin. */
  hours: { on: boolean; from: number; to: number };
}

/** What is fetched without being asked for. */
export interface FileWishes {
  /** Small pictures show by themselves; everything else is fetched when somebody asks for it. */
  smallPictures: boolean;
}

/** Everything that is set; each part is one page of the settings. */
export interface Settings {
  appearance: Appearance;
  files: FileWishes;
  notices: NoticeSettings;
}

/** What holds until somebody sets something. */
export const defaultSettings: Settings = {
  appearance: { theme: 'system', density: 'comfortable', textSize: 100, language: 'system' },
  files: { smallPictures: true },
  notices: {
    ...{ rule: 'all', preview: 'full', sound: 'system', reactions: true, quietUntil: null },
    hours: { on: false, from: 22 * 60, to: 7 * 60 },
  },
};

/** The part of ChatApi that is about this device's settings. */
export interface SettingsApi {
  loadSettings(): Promise<Settings>;
  /** Replaces the parts that are given; they are kept when the promise resolves. */
  changeSettings(parts: Partial<Settings>): Promise<Outcome>;
}
