/** Why a hub could not start, in one line for people. */
import type { FailedEvent } from '../shared/ipc/hub-process';

/** Thrown by `Hub.start` and by the command line; everything else that is thrown is a defect. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly code: FailedEvent['code'];

  constructor(code: FailedEvent['code'], message: string) {
    super(message);
    this.code = code;
  }
}
