/** Puts the files of a hub together. */
import { join } from 'node:path';
import type { Limits } from '../../shared/protocol';
import type { LogFs } from '../../storage/log-fs';
import type { Clock } from '../clock';
import type { Log } from '../log';
import type { HubOptions } from '../options';
import { nodeDisk } from './disk';
import { Files, type FilesOptions } from './files';
import { hashesHere } from './hashes';
import { FileStore } from './store';

/** What is there before. */
export interface FilesGround {
  data: { fs: LogFs; path: string };
  limits: Limits;
  clock: Clock;
  log: Log;
  stopping(): boolean;
}

/** Reads nothing yet. */
export function openFiles(options: HubOptions, ground: FilesGround, isThere: FilesOptions['isThere']): Files {
  const { data, limits, clock, log } = ground;
  const { fileDisk: disk = nodeDisk, fileHashes: hashes = hashesHere() } = options;
  const store = new FileStore({ disk, hashes, limits, clock, log, fs: data.fs, folder: join(data.path, 'files') });
  return new Files({ store, limits, clock, log, isThere, stopping: () => ground.stopping() });
}
