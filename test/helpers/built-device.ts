/** The app's client as a program, so that it can be killed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll } from 'vitest';
import { builtProgram } from './built-program';

const running = new Set<ChildProcess>();

/** The file that is run with a data folder and a hub's URL. */
let program = '';

/** Builds it before the tests of a file, and ends what they started after them. */
export function buildDevice(): void {
  beforeAll(async () => {
    program = await builtProgram('test/helpers/device-program.ts', 'device.mjs');
  }, 120_000);
  afterAll(() => {
    for (const child of running) child.kill('SIGKILL');
  });
}

/** A device in a process of its own. */
export class BuiltDevice {
  /** Texts that it said to have accepted. */
  readonly accepted: string[] = [];
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  #errors = '';
  #onLine: () => void = () => undefined;

  /** @param prefix - a command that runs it, such as `ip netns exec NAME` */
  constructor(folder: string, url: string, prefix: readonly string[] = []) {
    const [command = '', ...args] = [...prefix, process.execPath, program, folder, url];
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child = child;
    running.add(child);
    child.stdin.on('error', () => undefined);
    child.stderr.on('data', (chunk: Buffer) => (this.#errors += chunk.toString()));
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('accepted ')) this.accepted.push(line.slice('accepted '.length));
      this.#lines.push(line);
      this.#onLine();
    });
    this.ended = once(child, 'close').then(([code]) => {
      running.delete(child);
      this.#onLine();
      return code as number | null;
    });
  }

  /** Resolves with the first line that begins like that; null where it ended without one. */
  async said(beginning: string): Promise<string | null> {
    for (;;) {
      const line = this.#lines.find((one) => one.startsWith(beginning));
      if (line !== undefined) return line;
      if (!running.has(this.#child)) return null;
      await new Promise<void>((resolve) => (this.#onLine = resolve));
    }
  }

  /** Presses Enter. */
  write(text: string): void {
    this.#child.stdin?.write(`write ${text}\n`);
  }

  /** Waits until nothing waits any more, and ends it. @throws with its stderr where it ended before */
  async drain(): Promise<void> {
    this.#child.stdin?.write('drain\n');
    if ((await this.said('drained')) === null) throw new Error(`the device ended: ${this.#errors}`);
    await this.ended;
  }

  /** Ends it at once; what it said before that was heard when this resolves. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
    if (this.#errors) throw new Error(this.#errors);
  }
}
