/**
 * The app's client as a program that can be killed: `device-program FOLDER URL`. Lines on stdin: `write TEXT` and `drain`, which is answered when
 * nothing waits any more. Lines on stdout: `ready`, `accepted TEXT` when a person sees the message in the room, `drained SEQ`.
 */
import { writeSync } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { Device } from './device';
import { Recorder } from './checker';

const [, , folder = '', url = ''] = process.argv;
// At once and whole, or not at all: what was said before a kill was said.
const say = (line: string): void => void writeSync(1, `${line}\n`);

const device = await Device.open({ name: basename(folder), folder, recorder: new Recorder() });
const [known] = device.chat.state().hubs;
const opened = await (known ? device.chat.openHub(known.id) : device.chat.join(url));
if (!opened.ok) throw new Error(opened.problem.code);
say('ready');

createInterface({ input: process.stdin }).on('line', (line) => {
  if (line === 'drain') return drain();
  const text = line.replace(/^write /, '');
  void device.write(text).then(() => say(`accepted ${text}`));
});

/** Nothing waits, and all that the hub has is here. */
function drain(): void {
  const look = (): void => {
    const room = device.chat.state().hub?.rooms.find(({ id }) => id === device.room);
    if (!device.settled || !room) return void setTimeout(look, 20);
    void device.chat.close().then(() => {
      say(`drained ${String(room.seq)}`);
      process.exit(0);
    });
  };
  look();
}
