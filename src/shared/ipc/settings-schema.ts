/** Settings as they are checked where they come from outside: from a page, and from what a device kept. */
import * as v from 'valibot';
import { defaultSettings, densities, textSizes, themes, type Appearance, type Settings } from './settings-api';

/** Looks; nothing else goes into the file. */
export const appearanceSchema: v.GenericSchema<unknown, Appearance> = v.strictObject({
  theme: v.picklist(themes),
  density: v.picklist(densities),
  textSize: v.picklist(textSizes),
  language: v.pipe(v.string(), v.regex(/^[a-z]{2,8}$/)),
});

/** What is changed: one part at least. */
export const settingsParts: v.GenericSchema<unknown, Partial<Settings>> = v.pipe(
  v.strictObject({ appearance: v.exactOptional(appearanceSchema) }),
  v.check((parts) => Object.keys(parts).length > 0),
);

const kept = v.object({ appearance: v.fallback(appearanceSchema, defaultSettings.appearance) });

/** Settings from what was kept; a part that is missing, or that this version does not understand, is as it was at first. */
export function settingsOf(value: unknown): Settings {
  const read = v.safeParse(kept, { appearance: undefined, ...(typeof value === 'object' ? value : {}) });
  return read.success ? read.output : defaultSettings;
}
