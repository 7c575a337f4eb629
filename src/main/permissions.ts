/** What pages may ask of the machine: to notify, and to put text on the clipboard. Nothing else, and nobody else. */
import type { Session } from 'electron';
import type { Pages } from './pages';

const allowed: ReadonlySet<string> = new Set(['notifications', 'clipboard-sanitized-write']);

/** Whether a page may have a permission. */
export function permits(permission: string, url: string | undefined, mainFrame: boolean, pages: Pages): boolean {
  return allowed.has(permission) && mainFrame && url !== undefined && pages.owns(url);
}

/** Sets every permission handler of a session: requests, silent checks and devices. */
export function guardPermissions(session: Session, pages: Pages): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    callback(permits(permission, details.requestingUrl, details.isMainFrame, pages));
  });
  session.setPermissionCheckHandler((_contents, permission, origin, details) =>
    permits(permission, details.requestingUrl ?? origin, details.isMainFrame, pages),
  );
  session.setDevicePermissionHandler(() => false);
}
