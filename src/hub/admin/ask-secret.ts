/** Asks for a password on the terminal, or takes the first line of what is piped in. */
import { createInterface } from 'node:readline';
import type { ReadStream } from 'node:tty';

/** Enough for any password; a pipe that never ends is none. */
const MOST = 4_096;

async function firstLine(input: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input, crlfDelay: Infinity })) return line.slice(0, MOST);
  return '';
}

/** Keys as a terminal in raw mode sends them, until Enter. */
function typed(input: ReadStream, prompt: (text: string) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const end = (finish: () => void): void => {
      input.setRawMode(false);
      input.off('data', take);
      input.pause();
      prompt('\n');
      finish();
    };
    const take = (chunk: Buffer): void => {
      for (const key of chunk.toString('utf8')) {
        if (key === '\r' || key === '\n' || key === '\u0004') return end(() => resolve(text));
        if (key === '\u0003') return end(() => reject(new Error('Nothing was changed.')));
        if (key === '\u007f' || key === '\b') text = Array.from(text).slice(0, -1).join('');
        else if (key >= ' ') text = (text + key).slice(0, MOST);
      }
    };
    input.setRawMode(true);
    input.resume();
    input.on('data', take);
  });
}

/** @param prompt - written only where somebody sits there */
export function askSecret(input: ReadStream, output: (text: string) => void, prompt: string): Promise<string> {
  if (!input.isTTY) return firstLine(input);
  output(prompt);
  return typed(input, output);
}
