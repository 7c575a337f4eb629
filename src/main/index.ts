/** Boot order of the app. Each step says why it is where it is; what the steps do is in the files they call. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app, dialog } from 'electron';
import { finishIn } from '../client/opaque';
import { dataDir, inviteArgument } from './arguments';
import { startDesktop } from './desktop';
import { report } from './log';
import { opaqueThread } from './opaque-thread';
import { ownPages } from './pages';
import { registerScheme } from './protocol';

// First of all: the lock, the session and every file are per data directory, so that a second person can run on this machine.
const folder = dataDir(process.argv, process.cwd());
if (folder !== null) {
  mkdirSync(folder, { recursive: true });
  app.setPath('userData', folder);
}

const developing = !app.isPackaged;
const debugSwitches = ['remote-debugging-port', 'remote-debugging-pipe', 'inspect', 'inspect-brk'];

process.on('unhandledRejection', (error) => report('unhandled rejection', { error }));

if (!developing && debugSwitches.some((name) => app.commandLine.hasSwitch(name))) {
  // A debugger reads all that the page shows; whoever wants one builds from source.
  report('debugging refused');
  app.exit(2);
} else if (!app.requestSingleInstanceLock()) {
  // The instance that holds the lock hears of this start by `second-instance` and shows itself.
  app.exit(0);
} else {
  // Both only count before `ready`.
  app.enableSandbox();
  registerScheme();
  finishIn(opaqueThread(join(import.meta.dirname, 'opaque-worker.js')));

  const desktop = app.whenReady().then(() =>
    startDesktop({
      folder: app.getPath('userData'),
      bundle: join(import.meta.dirname, '../renderer'),
      // Only electron-vite's dev command sets it, and only an unpackaged app believes it.
      pages: ownPages(developing ? process.env['ELECTRON_RENDERER_URL'] : undefined),
      developing,
    }),
  );
  const invite = (link: string | null): void => void desktop.then((running) => running.show(link));

  app.on('second-instance', (_event, argv) => invite(inviteArgument(argv)));
  // macOS hands links over by this event, also before `ready`.
  app.on('open-url', (event, url) => {
    event.preventDefault();
    invite(inviteArgument([url]));
  });
  app.on('activate', () => invite(null));
  const first = inviteArgument(process.argv);
  if (first !== null) invite(first);
  if (app.isPackaged) app.setAsDefaultProtocolClient('hearth');
  desktop.catch((error: unknown) => {
    report('start failed', { error });
    // Its files cannot be used: without a sentence the person would only see that nothing opens.
    dialog.showErrorBox('Hearth', error instanceof Error ? error.message : String(error));
    app.exit(1);
  });
}
