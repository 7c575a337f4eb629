/** What axe-core has against a page. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { screenshot } from './browser';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core objects to on the page as it is now, and a picture of it. */
export async function objections(page: Page, name: string): Promise<string[]> {
  // A colour that is fading in has too little contrast for a moment.
  await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'));
  await screenshot(page, `screen-${name}`);
  await page.evaluate(axe);
  const found = (await page.evaluate('axe.run()')) as {
    passes: unknown[];
    violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[];
  };
  expect(found.passes.length, 'rules that axe-core could apply').toBeGreaterThan(10);
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${name}: ${id}: ${html} ${failureSummary ?? ''}`),
  );
}
