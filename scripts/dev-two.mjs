// @ts-check
/**
 * `npm run dev:two`: a hub and two people, with hot reload of the page. With Electron's runtime two windows with a data directory each;
 * without it two addresses of the same page, which a browser takes for two people. Main and hub are built once, at the start.
 */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createServer, loadConfigFromFile } from 'vite';
import { installedRuntime } from './electron-runtime.mjs';
import { ensureBuilt, root } from './ensure-built.mjs';

const folder = join(root, 'node_modules/.cache/hearth-dev');
mkdirSync(folder, { recursive: true });

/** @type {import('node:child_process').ChildProcess[]} */
const children = [];

/** @param {string} program @param {string[]} args @param {import('node:child_process').SpawnOptions} options */
function start(program, args, options) {
  const child = spawn(program, args, options);
  children.push(child);
  return child;
}

/** @returns {Promise<{ url: string, ws: string }>} */
function startHub() {
  const flags = ['--port', '8080', '--port-tries', '20', '--data', join(folder, 'hub'), '--name', 'Workshop', '--json'];
  const hub = start(process.execPath, [join(root, 'out/main/hub.js'), ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    hub.once('exit', () => reject(new Error('The hub ended; what is above says why.')));
    if (hub.stdout) createInterface({ input: hub.stdout }).on('line', (line) => resolve(JSON.parse(line)));
  });
}

/** @param {string} hubUrl */
async function startPages(hubUrl) {
  const loaded = await loadConfigFromFile({ command: 'serve', mode: 'development' }, join(root, 'electron.vite.config.ts'));
  if (!loaded) throw new Error('electron.vite.config.ts could not be read.');
  const { renderer } = /** @type {{ renderer: import('vite').UserConfig }} */ (/** @type {unknown} */ (loaded.config));
  // The hub accepts pages that it served itself, so its own address stands for the dev server's.
  const proxy = { '/ws': { target: hubUrl, ws: true, changeOrigin: true, headers: { origin: new URL(hubUrl).origin } } };
  const server = await createServer({
    ...renderer,
    root: join(root, 'src/renderer'),
    configFile: false,
    server: { host: '127.0.0.1', proxy },
  });
  await server.listen();
  return { server, port: Number(new URL(server.resolvedUrls?.local[0] ?? 'http://127.0.0.1:5173').port) };
}

try {
  await ensureBuilt();
  const hub = await startHub();
  const { server, port } = await startPages(hub.url);
  const end = async () => {
    for (const child of children) child.kill('SIGTERM');
    await server.close();
    process.exit(0);
  };
  process.on('SIGINT', () => void end());
  process.on('SIGTERM', () => void end());
  const program = installedRuntime();
  if (program) {
    console.log(`The hub is at ${hub.ws}; enter it under Join.`);
    const env = { ...process.env, ELECTRON_RENDERER_URL: `http://127.0.0.1:${port}/` };
    for (const person of ['ada', 'ben']) start(program, [root, '--data-dir', join(folder, person)], { env, stdio: 'inherit' });
  } else {
    console.log("Electron's runtime is not installed, so there are no windows. Two people in a browser, with hot reload:");
    console.log(`  http://127.0.0.1:${port}/\n  http://localhost:${port}/`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  for (const child of children) child.kill('SIGTERM');
  process.exitCode = 1;
}
