/** Files that a newer program wrote: they are told by what they say of themselves, and left as they are. */
import { StorageError } from './storage-error';

/** A file has a layout that this program does not know. Nothing in it was changed, and nothing may be. */
export class NewerFileError extends StorageError {
  /** For whoever knows no files. */
  readonly reason = 'newer';

  constructor(readonly path: string) {
    super(
      'storage_failed',
      `${path} was written by a newer Hearth. Nothing in it was changed: update Hearth here, or choose another data directory.`,
    );
  }
}

/** The layout that a file's value says it has: `version` at its top. 1 where it says nothing: the first files did not. */
export function versionOf(value: unknown): number {
  if (typeof value !== 'object' || value === null || !('version' in value)) return 1;
  const { version } = value;
  return typeof version === 'number' && Number.isSafeInteger(version) ? version : 1;
}
