/** What goes wrong with files, as the rest of the program hears of it. */

/** A file could not be read or written; `cause` holds what the system said. */
export class StorageError extends Error {
  override readonly name = 'StorageError';

  /**
   * @param code - `storage_full` where the disk or the quota has no room left, otherwise `storage_failed`
   * @param message - for logs: what was done to which file
   */
  constructor(
    readonly code: 'storage_full' | 'storage_failed',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The system's code of an error, `ENOENT`, or nothing. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;

/** Any error of the file system as a StorageError; one that is one already stays itself. */
export function storageError(error: unknown, path: string): StorageError {
  if (error instanceof StorageError) return error;
  const code = codeOf(error);
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return new StorageError(full ? 'storage_full' : 'storage_failed', `${path}: ${code ?? String(error)}`, { cause: error });
}
