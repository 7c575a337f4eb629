/** The stand-in must refuse what Electron refuses, or the specs that run on it prove nothing. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browser, closeBrowser } from './helpers/browser';
import { StandIn } from './helpers/electron-stand-in/driver';

interface Fixture {
  call(name: string, ...args: unknown[]): Promise<unknown>;
  onTold(listener: (value: unknown) => void): () => void;
  box: { field: number; method?: unknown };
  refusals: Record<string, string | null>;
}
declare const fixture: Fixture;
declare const later: Pick<Fixture, 'refusals'>;

const main = fileURLToPath(new URL('helpers/stand-in-app/main.mjs', import.meta.url));
let standIn: StandIn;
let page: Page;

beforeAll(async () => {
  const context = await StandIn.context(await browser(), 'light', 'en-GB');
  standIn = new StandIn(context, { args: [], env: process.env, main });
  let log = '';
  standIn.process.stderr?.on('data', (data) => (log += String(data)));
  const died = new Promise<never>((_resolve, reject) => standIn.process.once('exit', () => reject(new Error(log))));
  page = await Promise.race([standIn.firstPage, died]);
}, 30_000);

afterAll(async () => {
  standIn.process.kill();
  await standIn.ended();
  await closeBrowser();
});

const call = (name: string, ...args: unknown[]): Promise<unknown> =>
  page.evaluate(([method, values]) => fixture.call(method, ...values), [name, args] as const);

describe('between page and main', () => {
  it('carries what a structured clone carries', async () => {
    const kinds = await page.evaluate(async () => {
      const value = {
        none: undefined,
        big: 9007199254740993n,
        when: new Date(5),
        map: new Map([[1, new Set(['a'])]]),
        bytes: new Uint8Array([0, 255]),
      };
      const back = (await fixture.call('echo', value)) as typeof value;
      return [
        'none' in back && back.none === undefined,
        back.big === value.big,
        back.when.getTime() === 5,
        back.map.get(1)?.has('a'),
        back.bytes[1] === 255,
      ];
    });
    expect(kinds).toEqual([true, true, true, true, true]);
  });

  it('refuses functions in both directions', async () => {
    expect(await page.evaluate(() => fixture.call('echo', () => 1).catch((error: Error) => error.message))).toBe(
      'An object could not be cloned.',
    );
    await expect(call('giveFunction')).rejects.toThrow('An object could not be cloned.');
  });

  it('leaves the class behind', async () => {
    expect(await call('giveInstance')).toEqual({ x: 1 });
    expect(await page.evaluate(() => [fixture.box.field, typeof fixture.box.method])).toEqual([1, 'undefined']);
  });

  it('carries only the message of an error', async () => {
    await expect(call('fail')).rejects.toThrow("Error invoking remote method 'fail': Error: no");
    await expect(call('absent')).rejects.toThrow("No handler registered for 'absent'");
  });

  it('tells in order, until the listener is removed', async () => {
    const heard = await page.evaluate(async () => {
      const values: unknown[] = [];
      const told = (count: number): Promise<void> =>
        new Promise((resolve) => {
          const stop = fixture.onTold((value) => {
            values.push(value);
            if (values.length < count) return;
            stop();
            resolve();
          });
        });
      const two = told(2);
      await fixture.call('tell', 1);
      await fixture.call('tell', 2);
      await two;
      await fixture.call('tell', 3);
      await fixture.call('echo', null);
      return values;
    });
    expect(heard).toEqual([1, 2]);
  });
});

describe('the page', () => {
  it('sees the API and nothing of what brings it', async () => {
    expect(
      await page.evaluate(() => [typeof require, Object.keys(window).filter((name) => /standIn|ipcRenderer|bridge/i.test(name))]),
    ).toEqual(['undefined', []]);
    expect(await page.evaluate(() => Object.isFrozen(fixture) && Object.isFrozen(fixture.refusals))).toBe(true);
  });

  it('is a secure context under the headers of the handler', async () => {
    expect(await page.evaluate(() => [isSecureContext, Reflect.get(window, 'module'), Reflect.get(window, 'inline')])).toEqual([
      true,
      true,
      undefined,
    ]);
    expect(await page.evaluate(() => fetch('http://127.0.0.1:9/').catch((error: Error) => error.name))).toBe('TypeError');
    expect(standIn.contacts).toEqual([]);
  });

  it('stays where it is when main prevents the navigation', async () => {
    await page.evaluate(() => void (location.href = 'http://127.0.0.1:9/elsewhere'));
    await page.evaluate(() => fixture.call('echo', 1));
    expect(page.url()).toBe('http://fixture.app.localhost/index.html');
    expect(standIn.contacts).toEqual([]);
  });
});

describe('what does not exist', () => {
  it('is an error in a preload', async () => {
    expect(await page.evaluate(() => ({ ...fixture.refusals, ...later.refusals }))).toEqual({
      fs: 'module not found: fs',
      ipcMain: 'stand-in: electron (sandboxed preload) has no ipcMain',
      process: 'undefined',
      twice: 'Cannot bind an API on top of an existing property on the window object: fixture',
    });
  });

  it('is an error in main', async () => {
    expect(await call('refusals')).toEqual({
      early: 'Session cannot be used before app is ready',
      late: 'protocol.registerSchemesAsPrivileged should be called before app is ready',
      module: 'stand-in: electron has no touchBar',
      app: 'stand-in: app has no beep',
      sendFunction: 'An object could not be cloned.',
      unsandboxed: 'stand-in: only windows with sandbox and context isolation, and without node integration',
      twice: "Attempted to register a second handler for 'echo'",
    });
  });

  it('does not exist in Electron either: every member of a double is in its type declarations', () => {
    const declared = declaredMembers();
    const doubles = [
      'app.mjs',
      'browser-window.mjs',
      'desktop-doubles.mjs',
      'safe-storage.mjs',
      'session.mjs',
      'utility-process.mjs',
    ];
    const names = doubles.flatMap((file) =>
      doubleMembers(readFileSync(new URL(`helpers/electron-stand-in/${file}`, import.meta.url), 'utf8')),
    );
    expect(names.length).toBeGreaterThan(70);
    // Not declared, and known from Electron's own code: what a page really runs with.
    expect(names.filter((name) => !declared.has(name))).toEqual(['getLastWebPreferences']);
  });
});

describe('a utility process', () => {
  it('has a port, no channel of Node, and an exit code', async () => {
    expect(await call('child', { list: [1] })).toEqual({
      heard: [{ data: { list: [1] }, args: ['one'], send: 'undefined' }],
      code: 3,
    });
  });
});

/** Names of all members that Electron's type declarations know. */
function declaredMembers(): Set<string> {
  const path = fileURLToPath(new URL('../node_modules/electron/electron.d.ts', import.meta.url));
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    const member =
      ts.isMethodSignature(node) ||
      ts.isPropertySignature(node) ||
      ts.isMethodDeclaration(node) ||
      ts.isPropertyDeclaration(node);
    if (member && ts.isIdentifier(node.name)) names.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest));
  return names;
}

/** Public members of the doubles: those of classes, and of the objects given to `strict`. */
function doubleMembers(text: string): string[] {
  const names: string[] = [];
  const note = (name: ts.PropertyName | undefined): void => {
    if (name && ts.isIdentifier(name) && !name.text.startsWith('_')) names.push(name.text);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isClassDeclaration(node)) for (const member of node.members) if (ts.isMethodDeclaration(member)) note(member.name);
    if (ts.isCallExpression(node) && node.expression.getText(source) === 'strict') {
      const [, target] = node.arguments;
      if (target && ts.isObjectLiteralExpression(target)) for (const member of target.properties) note(member.name);
    }
    ts.forEachChild(node, visit);
  };
  const source = ts.createSourceFile('double.mjs', text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  visit(source);
  return names;
}
