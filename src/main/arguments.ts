/** What the app is started with. */
import { resolve } from 'node:path';

/** The folder after `--data-dir`, absolute; null where none is given. */
export function dataDir(argv: readonly string[], cwd: string): string | null {
  const at = argv.findIndex((argument) => argument === '--data-dir' || argument.startsWith('--data-dir='));
  if (at < 0) return null;
  const value = argv[at]?.split('=').slice(1).join('=') || argv[at + 1];
  return value === undefined || value === '' || value.startsWith('--') ? null : resolve(cwd, value);
}

/** The `hearth://` link that the system passed on, null where there is none. Nothing in it is believed yet. */
export function inviteArgument(argv: readonly string[]): string | null {
  return argv.find((argument) => /^hearth:\/\//i.test(argument) && argument.length <= 2_048) ?? null;
}
