/** Keeps what is filled into a sentence from turning the sentence around: names run in either direction. */

const leftwards = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;

/**
 * What is filled in, between marks that isolate it (FSI, PDI), where its direction may be another than that of the sentence.
 * @param rtl - whether the sentence runs from right to left
 */
export const isolated = (text: string, rtl: boolean): string =>
  text !== '' && (rtl || leftwards.test(text)) ? `\u2068${text}\u2069` : text;

/** Without such marks: for a text that becomes data, as a name does. */
export const bare = (text: string): string => text.replaceAll(/[\u2066-\u2069]/g, '');
