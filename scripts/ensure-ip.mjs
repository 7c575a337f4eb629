/** Finds `ip`, with which tests make networks of their own; on Debian, as root, it installs it. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installPackage } from './apt.mjs';

const usual = ['/usr/sbin', '/sbin', '/usr/bin', '/bin'];
const found = () => [...(process.env['PATH'] ?? '').split(delimiter), ...usual].some((folder) => existsSync(join(folder, 'ip')));

/** @returns {boolean} whether there is one; elsewhere than on Linux there is none */
export const ensureIp = () => process.platform === 'linux' && (found() || (installPackage('iproute2') && found()));
