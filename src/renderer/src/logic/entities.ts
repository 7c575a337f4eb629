/**
 * Stands where markdown-it looks for the package `entities`, whose table of names is a twentieth of what a guest waits for. A message means what it says:
 * `&copy;` in a text or in the address of a link is six characters.
 */

/** The text as it is. */
export const decodeHTMLStrict = (text: string): string => text;
