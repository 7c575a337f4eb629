/** Renders the icon's SVG to the sizes that the system wants: `node build/render-icons.mjs`. */
import { readFile, writeFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import { ensureBrowser } from '../scripts/ensure-browser.mjs';

const folder = new URL('.', import.meta.url);
const icon = await readFile(new URL('../src/renderer/public/icon.svg', folder), 'utf8');
const dot = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="#dd5f2b"/></svg>';

/** Where each picture goes, its source and its size in pixels. */
const pictures = [
  ['icon.png', icon, 1024],
  ['../src/main/assets/tray.png', icon, 32],
  ['../src/main/assets/dot.png', dot, 16],
];

const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
const browser = await chromium.launch({ executablePath: ensureBrowser(), args });
const page = await browser.newPage();
for (const [file, svg, size] of pictures) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(
    `<style>html,body{margin:0;background:transparent}svg{display:block;width:100vw;height:100vh}</style>${svg}`,
  );
  await writeFile(new URL(file, folder), await page.screenshot({ omitBackground: true }));
}
await browser.close();
