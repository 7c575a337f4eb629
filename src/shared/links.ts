/** Which links of a message may be opened at all. The page asks with it, and main checks with it once more. */

/** A link that may be opened, once the person agrees. */
export interface OpenableLink {
  /** Normalised: what is shown is what is opened. */
  href: string;
  /** Where it leads, in ASCII: an imitation in other letters shows itself as `xn--…`. For mail, the address. */
  host: string;
}

/** Longest link, in UTF-16 code units: what browsers take without complaint. */
const LONGEST = 2_048;

const schemes: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);

/**
 * Reads a link. Everything but web and mail is refused: `smb:`, `ms-msdt:` and their like start programs, and an address with a
 * name and password in it is made to look like another one.
 * @returns null where it may not be opened
 */
export function openableLink(text: string): OpenableLink | null {
  // A control character or a space in an address is there to mislead some parser.
  if (text.length > LONGEST || /[\p{Cc}\p{Cf}\s\\]/u.test(text)) return null;
  const url = parsed(text);
  if (!url || !schemes.has(url.protocol) || url.username || url.password) return null;
  if (url.protocol === 'mailto:') return /^[^@]+@[^@]+$/.test(url.pathname) ? { href: url.href, host: url.pathname } : null;
  return url.hostname ? { href: url.href, host: url.host } : null;
}

function parsed(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
