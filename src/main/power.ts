/** Sleep and wake: after it every socket looks open and none is. */
import { powerMonitor } from 'electron';

/** Calls back when the machine resumes or the session is unlocked. */
export function onWake(callback: () => void): void {
  powerMonitor.on('resume', callback);
  powerMonitor.on('unlock-screen', callback);
}
