/** Shows one scene: `?scene=chat`. The scene's ChatApi is at `window.api`, to be played with from the console. */
import { mountHearth } from '../../../src/renderer/src/mount';
import { scenes } from './scenes';

const name = new URLSearchParams(location.search).get('scene') ?? 'first';
const make = scenes[name];
if (!make) throw new Error(`No scene ${name}. There are: ${Object.keys(scenes).join(', ')}`);
const api = make();
Object.assign(window, { api });
await mountHearth(api, '#app');
