/** What the app reports about itself: JSON lines on stderr, never a message's text. */

const plain = (value: unknown): unknown => (value instanceof Error ? value.message : value);

/** Writes one line. Errors are reduced to their message. */
export function report(event: string, details: Readonly<Record<string, unknown>> = {}): void {
  const fields = Object.entries(details).map(([key, value]) => [key, plain(value)]);
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), event, ...Object.fromEntries(fields) })}\n`);
}
