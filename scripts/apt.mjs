/** Installs packages of the system where that is possible without asking anybody: on Debian, as root. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** @param {string[]} command */
function apt(...command) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('apt-get', command, { env, stdio: ['ignore', 'ignore', 'ignore'] }).status === 0;
}

/**
 * @param {string} name - of a Debian package
 * @returns {boolean} whether it is there now
 */
export function installPackage(name) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  return apt('install', '-y', name) || (apt('update') && apt('install', '-y', name));
}
