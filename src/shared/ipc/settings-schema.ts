/** Settings as they are checked where they come from outside: from a page, and from what a device kept. */
import * as v from 'valibot';
import { FOREVER } from './places-api';
import {
  DAY_MINUTES,
  defaultSettings,
  densities,
  noticeRules,
  previews,
  sounds,
  textSizes,
  themes,
  type Appearance,
  type NoticeSettings,
  type Settings,
} from './settings-api';

/** Looks; nothing else goes into the file. */
export const appearanceSchema: v.GenericSchema<unknown, Appearance> = v.strictObject({
  theme: v.picklist(themes),
  density: v.picklist(densities),
  textSize: v.picklist(textSizes),
  language: v.pipe(v.string(), v.regex(/^[a-z]{2,8}$/)),
});

const whole = (least: number, most: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most));
const minute = whole(0, DAY_MINUTES - 1);

/** What is announced, and how. */
export const noticeSchema: v.GenericSchema<unknown, NoticeSettings> = v.strictObject({
  rule: v.picklist(noticeRules),
  preview: v.picklist(previews),
  sound: v.picklist(sounds),
  reactions: v.boolean(),
  quietUntil: v.nullable(whole(0, FOREVER)),
  hours: v.strictObject({ on: v.boolean(), from: minute, to: minute }),
});

const filesSchema = v.strictObject({ smallPictures: v.boolean() });

/** What is changed: one part at least. */
export const settingsParts: v.GenericSchema<unknown, Partial<Settings>> = v.pipe(
  v.strictObject({
    appearance: v.exactOptional(appearanceSchema),
    files: v.exactOptional(filesSchema),
    notices: v.exactOptional(noticeSchema),
  }),
  v.check((parts) => Object.keys(parts).length > 0),
);

const kept = v.object({
  appearance: v.fallback(appearanceSchema, defaultSettings.appearance),
  files: v.fallback(filesSchema, defaultSettings.files),
  notices: v.fallback(noticeSchema, defaultSettings.notices),
});

/** Settings from what was kept; a part that is missing, or that this version does not understand, is as it was at first. */
export function settingsOf(value: unknown): Settings {
  const read = v.safeParse(kept, {
    ...{ appearance: undefined, files: undefined, notices: undefined },
    ...(typeof value === 'object' ? value : {}),
  });
  return read.success ? read.output : defaultSettings;
}
