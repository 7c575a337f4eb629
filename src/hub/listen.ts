/** Takes a port. */
import type { AddressInfo, Server } from 'node:net';
import { StartError } from './start-error';

/** Where to listen. */
export interface ListenOptions {
  /** `::` is every address, of both kinds where the machine has both. */
  host: string;
  /** 0 takes any free one. */
  port: number;
  /** How many ports to try, from `port` upwards, while they are taken. */
  tries: number;
}

const LAST_PORT = 65_535;

function tryPort(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function explain(error: unknown, { host, port, tries }: ListenOptions): StartError {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    const range = tries > 1 ? `Ports ${String(port)} to ${String(port + tries - 1)} are` : `Port ${String(port)} is`;
    return new StartError('port_taken', `${range} taken by another program. Choose another one with --port, or 0 for any.`);
  }
  if (code === 'EACCES')
    return new StartError('port_forbidden', `This user may not use port ${String(port)}. Choose one above 1023.`);
  return new StartError('bad_flag', `The hub cannot listen on ${host}: ${message}`);
}

/** What a machine without IPv6 says to `::`. */
const noIPv6 = new Set(['EAFNOSUPPORT', 'EADDRNOTAVAIL', 'EINVAL']);

/** @returns the port that was taken. @throws StartError */
export async function listen(server: Server, options: ListenOptions): Promise<number> {
  const { port, tries } = options;
  let { host } = options;
  const last = port === 0 ? 0 : Math.min(LAST_PORT, port + Math.max(1, tries) - 1);
  for (let current = port; ; current += 1) {
    try {
      await tryPort(server, host, current);
      return (server.address() as AddressInfo).port;
    } catch (error: unknown) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (host === '::' && noIPv6.has(code)) {
        host = '0.0.0.0';
        current -= 1;
        continue;
      }
      if (code !== 'EADDRINUSE' || current >= last) throw explain(error, options);
    }
  }
}
