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

/** Everything that is set; each part is one page of the settings. */
export interface Settings {
  appearance: Appearance;
}

/** What holds until somebody sets something. */
export const defaultSettings: Settings = {
  appearance: { theme: 'system', density: 'comfortable', textSize: 100, language: 'system' },
};

/** The part of ChatApi that is about this device's settings. */
export interface SettingsApi {
  loadSettings(): Promise<Settings>;
  /** Replaces the parts that are given; they are kept when the promise resolves. */
  changeSettings(parts: Partial<Settings>): Promise<Outcome>;
}
