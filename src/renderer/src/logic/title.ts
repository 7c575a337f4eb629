/** The document's title: what waits, where one is, and the product. */
export function windowTitle(unread: number, hub: string | null): string {
  const count = unread > 0 ? `(${unread > 999 ? '999+' : String(unread)}) ` : '';
  return hub ? `${count}${hub} – Hearth` : `${count}Hearth`;
}
