/** Builds the UI with a ChatApi in memory, to be looked at scene by scene: `npx vite build -c test/renderer/preview/vite.config.ts`. */
import { resolve } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [vue()],
  publicDir: resolve(import.meta.dirname, '../../../src/renderer/public'),
  build: { outDir: resolve(import.meta.dirname, '../../../artifacts/preview'), emptyOutDir: true, target: 'es2022' },
});
