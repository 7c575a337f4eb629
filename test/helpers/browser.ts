/** One Chromium for a spec file: windows of the stand-in and pages of guests. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { ensureBrowser } from '../../scripts/ensure-browser.mjs';

const args = [
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Chromium's updater and sign-in ask all the same; and pages of the stand-in are answered before anybody could connect to where they seem to be.
  '--host-resolver-rules=MAP *.googleapis.com ~NOTFOUND, MAP *.google.com ~NOTFOUND, MAP *.app.localhost ~NOTFOUND',
  // Chromium refuses its sandbox to root, which is who runs tests in containers.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

let running: Promise<Browser> | null = null;

/** The browser, started when first asked for. */
export function browser(): Promise<Browser> {
  running ??= chromium.launch({ executablePath: ensureBrowser(), args });
  return running;
}

/** Ends it; for `afterAll`. */
export async function closeBrowser(): Promise<void> {
  const ending = running;
  running = null;
  await (await ending)?.close();
}

/** A guest's page: a profile of its own, nothing shared with anybody. */
export async function guestPage(url: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await (await browser()).newContext({ locale: 'en-GB', ...options });
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

/** Keeps a picture of a page in `artifacts/e2e/`. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = 'artifacts/e2e';
  mkdirSync(folder, { recursive: true });
  // As it looks once everything has faded in.
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
}
