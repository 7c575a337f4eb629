/** A copy of what is set about this device. */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { defaultSettings, type Appearance, type Settings } from '../../../shared/ipc/settings-api';
import { useApi } from '../bridge/key';

export const useSettingsStore = defineStore('settings', () => {
  const api = useApi();
  const settings = shallowRef<Settings>(defaultSettings);

  async function load(): Promise<void> {
    // Settings that cannot be read are no reason to show nothing.
    settings.value = await api.loadSettings().catch(() => defaultSettings);
  }

  /** Holds at once; the answer says whether it holds the next time too. */
  function change(parts: Partial<Settings>) {
    settings.value = { ...settings.value, ...parts };
    return api.changeSettings(parts);
  }

  /** Changes a part of how it looks. */
  const look = (part: Partial<Appearance>) => change({ appearance: { ...settings.value.appearance, ...part } });

  return { settings, load, change, look };
});
