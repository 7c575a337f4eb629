import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';
import type { CompactEmoji } from 'emojibase';
import type { Plugin } from 'vite';

/** `ws` stays a package of its own; everything else is bundled, so that the app carries no other node_modules. */
const external = ['electron', 'ws'];

/** Bytes below which packing costs more than it saves. */
const LEAST_GZIPPED = 1_000;

/** A gzipped copy beside each file that gains by it: the hub sends it to browsers that take it. */
const gzipped: Plugin = {
  name: 'hearth-gzipped',
  apply: 'build',
  async writeBundle({ dir = '' }, bundle) {
    for (const file of Object.values(bundle)) {
      const content = Buffer.from(file.type === 'chunk' ? file.code : file.source);
      if (content.length < LEAST_GZIPPED || !/\.(js|css|html|svg|wasm)$/.test(file.fileName)) continue;
      await writeFile(join(dir, `${file.fileName}.gz`), gzipSync(content, { level: 9 }));
    }
  },
};

/** Of the emoji's names what `logic/emoji.ts` reads: the rest, above all a name for each tone of skin, is half of 3 MiB. */
const slimEmoji: Plugin = {
  name: 'hearth-slim-emoji',
  enforce: 'pre',
  async load(id) {
    const [file = ''] = id.split('?', 1);
    if (!/emojibase-data\/\w+\/compact\.json$/.test(file)) return null;
    const all = JSON.parse(await readFile(file, 'utf8')) as CompactEmoji[];
    const slim = all
      .filter(({ group }) => group !== undefined)
      .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
      .map(({ unicode, hexcode, label, tags, group, skins }) => {
        const toned = skins?.map((skin) => ({ unicode: skin.unicode, hexcode: skin.hexcode }));
        return { unicode, hexcode, label, tags, group, skins: toned };
      });
    return { code: JSON.stringify(slim), map: null };
  },
};

/** What the page needs to begin with, one file: split by who else needs what, it would be sixty, each asked for on its own. */
function atOnce(): { plugin: Plugin; test: (id: string) => boolean } {
  const needed = new Set<string>();
  return {
    test: (id) => needed.has(id),
    plugin: {
      name: 'hearth-at-once',
      apply: 'build',
      buildEnd() {
        const add = (id: string): void => {
          if (needed.has(id)) return;
          needed.add(id);
          this.getModuleInfo(id)?.importedIds.forEach(add);
        };
        // Not itself: it waits for the bridge, which needs what is in that file. In one with it they would wait for each other.
        this.getModuleInfo(resolve('src/renderer/src/main.ts'))?.importedIds.forEach(add);
      },
    },
  };
}

const begun = atOnce();

export default defineConfig({
  main: {
    build: {
      externalizeDeps: false,
      rollupOptions: {
        external,
        input: {
          index: resolve('src/main/index.ts'),
          hub: resolve('src/hub/entry.ts'),
          'opaque-worker': resolve('src/main/opaque-worker.ts'),
        },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      rollupOptions: {
        external,
        input: { index: resolve('src/preload/index.ts') },
        // A sandboxed preload is a CommonJS script and nothing else.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [vue(), slimEmoji, begun.plugin, gzipped],
    resolve: { alias: { entities: resolve('src/renderer/src/logic/entities.ts') } },
    // What of the libraries nobody here uses: their older interfaces, and what their developer tools need.
    define: {
      __VUE_I18N_LEGACY_API__: false,
      __VUE_I18N_FULL_INSTALL__: false,
      __INTLIFY_PROD_DEVTOOLS__: false,
      __VUE_PROD_DEVTOOLS__: false,
    },
    build: {
      // electron-vite leaves it off: an app loads from disk. The hub serves the same files to phones and browsers of the network.
      minify: true,
      target: 'es2022',
      modulePreload: { polyfill: false },
      rollupOptions: {
        input: { index: resolve('src/renderer/index.html') },
        output: { codeSplitting: { groups: [{ name: 'chat', test: begun.test }] } },
      },
    },
  },
});
