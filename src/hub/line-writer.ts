/** Lines to a stream, all of one turn in one write: a pipe or a file is written to while everybody waits, and a crowd that joins makes thousands. */

/** Takes lines without their end. */
export interface LineWriter {
  line(text: string): void;
  /** Writes what waits, now: the process is about to end. */
  flush(): void;
}

/**
 * @param write - writes a text at once
 * @param soon - calls back at the end of the turn
 */
export function lineWriter(write: (text: string) => void, soon: (callback: () => void) => void): LineWriter {
  let waiting = '';
  const flush = (): void => {
    const text = waiting;
    waiting = '';
    if (text) write(text);
  };
  return {
    line(text) {
      if (!waiting) soon(flush);
      waiting += `${text}\n`;
    },
    flush,
  };
}
