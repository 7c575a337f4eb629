/** What pages may ask of the machine: to notify, to put text on the clipboard, and to hear. Nothing else, and nobody else. */
import type { Session } from 'electron';
import type { Pages } from './pages';

const allowed: ReadonlySet<string> = new Set(['notifications', 'clipboard-sanitized-write']);

/** A page asks for the microphone where somebody records a voice note; for the camera never. `media`: all that is asked for. */
const hears = (permission: string, media: readonly (string | undefined)[]): boolean =>
  permission === 'media' && media.length > 0 && media.every((kind) => kind === 'audio');

/** Whether a page may have a permission. @param media - kinds of media, where the permission is `media` */
export function permits(
  permission: string,
  url: string | undefined,
  mainFrame: boolean,
  pages: Pages,
  media: readonly (string | undefined)[] = [],
): boolean {
  return (allowed.has(permission) || hears(permission, media)) && mainFrame && url !== undefined && pages.owns(url);
}

/** Sets every permission handler of a session: requests, silent checks and devices. */
export function guardPermissions(session: Session, pages: Pages): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    const media = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    callback(permits(permission, details.requestingUrl, details.isMainFrame, pages, media));
  });
  session.setPermissionCheckHandler((_contents, permission, origin, details) =>
    permits(permission, details.requestingUrl ?? origin, details.isMainFrame, pages, [details.mediaType]),
  );
  session.setDevicePermissionHandler(() => false);
}
