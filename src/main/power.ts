/** Sleep and wake: after it every socket looks open and none is. And whether somebody sits at the machine. */
import { powerMonitor } from 'electron';
import { IDLE_AFTER } from '../client/presence/own-presence';

/** Between looks at how long nobody touched anything, ms: a word about it may be so much late. */
const LOOK = 15_000;

/** Calls back when the machine resumes or the session is unlocked. */
export function onWake(callback: () => void): void {
  powerMonitor.on('resume', callback);
  powerMonitor.on('unlock-screen', callback);
}

/** Calls back when nobody sits at the machine any more, and when somebody does again: by the system's own count, whatever window they use. */
export function watchIdle(onIdle: (idle: boolean) => void): void {
  let locked = false;
  const look = (): void => onIdle(locked || powerMonitor.getSystemIdleTime() * 1_000 >= IDLE_AFTER);
  const lock = (now: boolean) => (): void => {
    locked = now;
    look();
  };
  powerMonitor.on('lock-screen', lock(true));
  powerMonitor.on('unlock-screen', lock(false));
  // One look of microseconds for the whole app; it must not keep the process alive.
  setInterval(look, LOOK).unref();
}
