/** Whether this tab is in the middle of a visit, so that a reload leads back into the conversation. */
const KEY = 'hearth.visiting';

/** True after a reload of a tab that was in the hub. */
export function wasVisiting(): boolean {
  try {
    return sessionStorage.getItem(KEY) === '1';
  } catch {
    return false;
  }
}

/** Notes that this tab is in the hub, or that its person left. */
export function rememberVisit(visiting: boolean): void {
  try {
    if (visiting) sessionStorage.setItem(KEY, '1');
    else sessionStorage.removeItem(KEY);
  } catch {
    // Storage is blocked: a reload shows the first screen, one click more.
  }
}
