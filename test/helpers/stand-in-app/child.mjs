/** A utility process of the fixture: says what it is and what it heard. */
const { parentPort } = process;
parentPort.on('message', ({ data }) => {
  parentPort.postMessage({ data, args: process.argv.slice(2), send: typeof process.send });
  // The message leaves before the process does.
  setImmediate(() => process.exit(3));
});
