/** What was set about this browser, in its local storage: it is there before anything is drawn. */
import type { Outcome } from '../../../../shared/ipc/outcome';
import type { SettingsApi } from '../../../../shared/ipc/settings-api';
import { settingsOf } from '../../../../shared/ipc/settings-schema';

const KEY = 'hearth.settings';

function read(): unknown {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? 'null');
  } catch {
    return null;
  }
}

/** The settings of this page. Where the browser keeps nothing, they hold as long as the page does. */
export function pageSettings(): SettingsApi {
  let held = settingsOf(read());
  return {
    loadSettings: () => Promise.resolve(held),
    changeSettings(parts): Promise<Outcome> {
      held = { ...held, ...parts };
      try {
        localStorage.setItem(KEY, JSON.stringify(held));
      } catch {
        // It stays in this window.
      }
      return Promise.resolve({ ok: true, value: null });
    },
  };
}
