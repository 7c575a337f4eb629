// @ts-check
/** The way without a desktop window: the hub with its browser client, its address printed and opened. */
import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './ensure-built.mjs';

/** What opens an address in the person's own browser. @returns {[string, string[]] | null} */
function opener() {
  if (process.platform === 'darwin') return ['open', []];
  if (process.platform === 'win32') return ['cmd', ['/c', 'start', '']];
  const display = process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'];
  return display ? ['xdg-open', []] : null;
}

/** @param {string} url */
function openInBrowser(url) {
  const found = opener();
  if (!found) return;
  const [program, args] = found;
  // Silence: the address is printed, and a machine without an opener is no fault.
  spawn(program, [...args, url], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}

/**
 * Runs the hub until it ends; Ctrl+C reaches it by the terminal itself.
 * @param {string[]} args - flags of the hub; they win over the defaults
 * @param {{ open: boolean }} options
 * @returns {Promise<number>} exit code
 */
export async function runBrowserHub(args, { open }) {
  /** @param {string} flag */
  const given = (flag) => args.some((argument) => argument === flag || argument.startsWith(`${flag}=`));
  const defaults = [
    ...(given('--data') ? [] : ['--data', join(homedir(), '.hearth', 'hub')]),
    ...(given('--port') ? [] : ['--port', '8080', '--port-tries', '20']),
  ];
  const hub = spawn(process.execPath, [join(root, 'out/main/hub.js'), ...defaults, ...args, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => hub.once('close', (code) => resolve(code ?? 1)));
  // The hub's log is for operators; what a person must know is its one line for a start that failed.
  let started = false;
  hub.stderr.setEncoding('utf8').on('data', (text) => {
    if (!started) process.stderr.write(text.replace(/^\{.*\}\n?/gm, ''));
  });
  createInterface({ input: hub.stdout }).on('line', (line) => {
    const event = JSON.parse(line);
    if (event.event !== 'listening') return;
    started = true;
    console.log(`Hearth is open at ${event.url} (Ctrl+C ends it).`);
    if (open) openInBrowser(event.url);
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => hub.kill(signal));
  return ended;
}
