/** How many files and sockets a process may have open. */
import { readFileSync } from 'node:fs';

/** Besides its connections: the program itself, its pipes, its log files. */
const OTHERS = 100;

/**
 * @param connections - that one process is about to have
 * @throws Error in words where the system allows fewer
 */
export function needsFiles(connections: number): void {
  const [, allowed = ''] = /^Max open files\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
  const needed = connections + OTHERS;
  // Node has raised its own limit to the hard one, and so will the hub's.
  if (allowed === 'unlimited' || Number(allowed) >= needed) return;
  throw new Error(
    `${String(connections)} connections need ${String(needed)} open files, and this system allows ${allowed}: raise it with "ulimit -n ${String(needed)}" first`,
  );
}
