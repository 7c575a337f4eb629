/** Plays what is to be heard. */
import { onScopeDispose } from 'vue';
import { useApi } from '../bridge/key';
import { play } from '../logic/sounds';

/** Plays the sounds of announcements. For the root. */
export function useSounds(): void {
  onScopeDispose(useApi().onSound((sound) => play(sound)));
}
