/** Questions and answers over fork's channel, both ways. */

/**
 * @typedef {object} Port
 * @property {boolean} [connected]
 * @property {((message: any, done: () => void) => unknown) | undefined} [send]
 * @property {(event: 'message' | 'disconnect', listener: (message?: any) => void) => unknown} on
 */

/**
 * @param {Port} port - a child process, or `process` in the child
 * @param {Record<string, (...args: any[]) => unknown>} methods - what the other side may ask
 * @returns {(method: string, ...args: unknown[]) => Promise<any>} asks the other side
 */
export function createRpc(port, methods) {
  let last = 0;
  /** @type {Map<number, { resolve: (value: unknown) => void, reject: (error: Error) => void }>} */
  const open = new Map();
  port.on('message', async (message) => {
    if ('answer' in message) {
      const question = open.get(message.answer);
      open.delete(message.answer);
      if (message.ok) question?.resolve(message.value);
      else question?.reject(new Error(message.error));
      return;
    }
    /** @type {Record<string, unknown>} */
    const answer = { answer: message.ask };
    try {
      const method = methods[message.method];
      if (!method) throw new Error(`stand-in: no method ${message.method}`);
      Object.assign(answer, { ok: true, value: await method(...message.args) });
    } catch (error) {
      Object.assign(answer, { ok: false, error: error instanceof Error ? error.message : String(error) });
    }
    send(port, answer);
  });
  port.on('disconnect', () => {
    for (const { reject } of open.values()) reject(new Error('stand-in: the other side is gone'));
    open.clear();
  });
  return (method, ...args) =>
    new Promise((resolve, reject) => {
      const ask = ++last;
      if (send(port, { ask, method, args })) open.set(ask, { resolve, reject });
      else reject(new Error(`stand-in: ${method} was asked of a process that is gone`));
    });
}

/** @param {Port} port @param {unknown} message */
function send(port, message) {
  if (!port.send || port.connected === false) return false;
  // The channel may close while this is under way; the callback keeps that from becoming an uncaught error.
  port.send(message, () => undefined);
  return true;
}
