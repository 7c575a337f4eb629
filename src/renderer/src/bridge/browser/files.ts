/** Files of ports.ts in a page: a download, and a file that is chosen. */
import type { Files } from '../../../../client/ports';

/** Bytes of a file that is read: it is in memory as a whole. */
const MOST_READ = 128 * 1024 * 1024;

/** ms after which the browser has begun to save what it was given. */
const SAVING = 60_000;

const types: Readonly<Record<string, string>> = { html: 'text/html;charset=utf-8', json: 'application/json' };

/** The browser asks where to, or has a folder for it; which of both happened it does not tell. */
export const pageFiles: Files = {
  async save(name, pieces) {
    const parts: Blob[] = [];
    // Each becomes the browser's, which keeps large ones on the disk.
    for await (const piece of pieces) parts.push(new Blob([piece]));
    const type = types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
    const href = URL.createObjectURL(new Blob(parts, { type }));
    const link = document.createElement('a');
    link.href = href;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(href), SAVING);
    return true;
  },

  async open() {
    const file = await choose('.json,application/json');
    if (!file) return null;
    if (file.size > MOST_READ) throw new Error('too large');
    return linesOf(file);
  },
};

function choose(accept: string): Promise<File | null> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = accept;
    input.addEventListener('change', () => resolve(input.files?.[0] ?? null));
    input.addEventListener('cancel', () => resolve(null));
    input.click();
  });
}

async function* linesOf(file: Blob): AsyncGenerator<string> {
  yield* (await file.text()).split(/\r?\n/);
}
