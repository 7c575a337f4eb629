/** Names for files that are kept beside another one. */

/** Where a whole file goes that is set aside: `room.json` becomes `room.aside-1.json`. */
export const asideName = (path: string): ((n: number) => string) => {
  const stem = path.endsWith('.json') ? path.slice(0, -'.json'.length) : path;
  return (n) => `${stem}.aside-${n}.json`;
};

/** The first of the names 1, 2, 3 … that no file has. */
export async function firstFree(nameOf: (n: number) => string, exists: (path: string) => Promise<boolean>): Promise<string> {
  for (let n = 1; ; n += 1) {
    const name = nameOf(n);
    if (!(await exists(name))) return name;
  }
}
