// @ts-check
/** The way without a desktop window: the hub with its browser client, its address printed and opened. */
import { spawn } from 'node:child_process';
import { isIPv6 } from 'node:net';
import { homedir, userInfo } from 'node:os';
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

/** The name of the place, as the app would propose it. */
function placeName() {
  try {
    return `${userInfo().username}'s place`;
  } catch {
    return 'Hearth';
  }
}

/**
 * The app's flags as the hub's: `--data-dir` holds the hub's folder too.
 * @param {string[]} args
 */
function hubFlags(args) {
  const flags = args.filter((argument) => argument !== '--');
  const at = flags.findIndex((argument) => /^--data-dir(=|$)/.test(argument));
  if (at < 0) return flags;
  const [taken = ''] = flags.splice(at, 1);
  const folder = taken.includes('=') ? taken.slice(taken.indexOf('=') + 1) : (flags.splice(at, 1)[0] ?? '');
  return [...flags, '--data', join(folder, 'hub')];
}

/** What a person compares, as the hub's own greeting shows it. @param {string} hex */
const fingerprintText = (hex) => hex.toUpperCase().replace(/.{4}(?=.)/g, '$& ');

/**
 * Where others find it, and by what they know it.
 * @param {{ addresses: string[], port: number, guests: string, fingerprint: { certificate: string, publicKey: string } }} event
 */
function forOthers({ addresses, port, guests, fingerprint }) {
  const others = addresses.filter((host) => !/^(127\.|::1$)/.test(host));
  const places = others.map((host) => `${isIPv6(host) ? `[${host}]` : host}:${port}`);
  const scheme = guests === 'plain' ? 'http' : 'https';
  return [
    ...places.map((place) =>
      guests === 'off' ? `Others on your network, in the app: ${place}` : `Others on your network: ${scheme}://${place}/`,
    ),
    ...(guests === 'plain' ? ['NOT ENCRYPTED in a browser: everybody on the network can read along.'] : []),
    'They can compare its SHA-256 fingerprint with this one:',
    ...(guests === 'encrypted' ? [`  certificate  ${fingerprintText(fingerprint.certificate)}`] : []),
    `  public key   ${fingerprintText(fingerprint.publicKey)}`,
  ];
}

/**
 * Runs the hub until it ends; Ctrl+C reaches it by the terminal itself.
 * @param {string[]} args - flags of the hub or of the app; they win over the defaults
 * @param {{ open: boolean }} options
 * @returns {Promise<number>} exit code
 */
export async function runBrowserHub(args, { open }) {
  const flags = hubFlags(args);
  /** @param {string} flag */
  const given = (flag) => flags.some((argument) => argument === flag || argument.startsWith(`${flag}=`));
  const defaults = [
    ...(given('--data') ? [] : ['--data', join(homedir(), '.hearth', 'hub')]),
    ...(given('--name') ? [] : ['--name', placeName()]),
    ...(given('--port') ? [] : ['--port', '8080', '--port-tries', '20']),
  ];
  const hub = spawn(process.execPath, [join(root, 'out/main/hub.js'), ...defaults, ...flags, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => hub.once('close', (code) => resolve(code ?? 1)));
  // The hub's log is for operators; what a person must know is its one line for a start that failed.
  let started = false;
  hub.stderr.setEncoding('utf8').on('data', (text) => {
    if (!started) process.stderr.write(text.replace(/^\{.*\}\n?/gm, ''));
  });
  let [here, hubId] = ['', ''];
  createInterface({ input: hub.stdout }).on('line', (line) => {
    const event = JSON.parse(line);
    // By the address that no browser warns about; whoever started it sits here.
    if (event.event === 'invite')
      console.log(`Open this here within a day to be its host; it works once: ${here}#k=${hubId}&s=${event.secret}`);
    if (event.event !== 'listening') return;
    started = true;
    ({ url: here, hubId } = event);
    console.log(`Hearth is open at ${event.url} (Ctrl+C ends it).`);
    for (const words of forOthers(event)) console.log(words);
    if (open) openInBrowser(event.url);
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => hub.kill(signal));
  return ended;
}
