// @ts-check

/** How often to look whether the parent is still there, ms: with it, a stop takes well under 2 s. */
const INTERVAL = 250;

/**
 * Ends this process as SIGTERM would when npm is gone. npm passes a signal on to its shell, and a shell that is no `exec` dies of it
 * without telling us: the hub of `npm run hub` would live on after its service manager believes it dead.
 */
export function endWithNpm() {
  if (!process.env['npm_lifecycle_event'] || process.platform === 'win32') return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, INTERVAL);
  watch.unref();
}
