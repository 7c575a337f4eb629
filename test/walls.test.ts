import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';

const eslint = new ESLint({
  overrideConfig: { languageOptions: { parserOptions: { projectService: false, project: null } } },
  ruleFilter: ({ ruleId }) => ruleId === 'no-restricted-imports' || ruleId.startsWith('vue/no-v-html'),
});

async function refusals(filePath: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath });
  return result?.messages.map(({ ruleId, message }) => `${ruleId ?? 'parse'}: ${message}`) ?? [];
}

/** E15 and E17 among them: `shell` and `ipcMain` are kept in one file each. */
describe('walls (E15, E17)', () => {
  it.each([
    ['src/shared/x.ts', `import '../hub/hub';`],
    ['src/shared/x.ts', `import 'node:fs';`],
    ['src/client/x.ts', `import '../hub/hub';`],
    ['src/client/x.ts', `import 'ws';`],
    ['src/storage/x.ts', `import '../hub/hub';`],
    ['src/hub/x.ts', `import '../client/session';`],
    ['src/hub/rooms/x.ts', `import '../../main/window';`],
    ['src/hub/x.ts', `import 'electron';`],
    ['src/main/x.ts', `import '../hub/hub';`],
    ['src/main/x.ts', `import { ipcMain } from 'electron';`],
    ['src/main/x.ts', `import { ipcMain as other } from 'electron';`],
    ['src/main/open-link.ts', `import { ipcMain } from 'electron';`],
    ['src/main/x.ts', `import { shell } from 'electron';`],
    ['src/main/x.ts', `import { app, shell as other } from 'electron';`],
    ['src/main/ipc.ts', `import { shell } from 'electron';`],
    ['src/main/x.ts', `import electron from 'electron';`],
    ['src/main/open-link.ts', `import electron from 'electron';`],
    ['src/main/open-link.ts', `import '../hub/hub';`],
    ['src/main/x.ts', `import '../renderer/src/main';`],
    ['src/preload/x.ts', `import '../shared/ipc/schemas';`],
    ['src/preload/x.ts', `import '../shared/protocol';`],
    ['src/renderer/src/x.ts', `import '../../main/window';`],
    ['src/renderer/src/x.ts', `import 'electron';`],
    ['src/renderer/src/components/x.ts', `import '../bridge/electron';`],
    ['src/renderer/src/stores/x.ts', `import '../components/App.vue';`],
  ])('%s may not say %s', async (path, code) => {
    expect(await refusals(path, code)).toEqual([expect.stringMatching(/^no-restricted-imports: /)]);
  });

  it.each([
    ['src/hub/x.ts', `import '../storage/json-log'; import '../shared/protocol'; import 'ws';`],
    ['src/client/x.ts', `import '../shared/protocol';`],
    ['src/main/x.ts', `import '../client/session'; import { app } from 'electron';`],
    ['src/main/ipc.ts', `import { ipcMain } from 'electron';`],
    ['src/main/open-link.ts', `import { shell } from 'electron';`],
    ['src/preload/x.ts', `import '../shared/ipc/contract'; import { ipcRenderer } from 'electron';`],
    ['src/renderer/src/bridge/x.ts', `import '../../../client/session';`],
  ])('%s may say %s', async (path, code) => {
    expect(await refusals(path, code)).toEqual([]);
  });

  it.each(['import * as electron from', 'export * from'])(
    'main may not say %s electron: every ban would be passed',
    async (words) => {
      expect((await refusals('src/main/x.ts', `${words} 'electron';`)).length).toBeGreaterThan(0);
    },
  );

  it('refuses v-html', async () => {
    expect(await refusals('src/renderer/src/components/X.vue', '<template><p v-html="x" /></template>')).toEqual([
      expect.stringMatching(/^vue\/no-v-html: /),
    ]);
  });
});
