/** `node --import` this to put the stand-in in the place of `electron`. */
import { register } from 'node:module';

register('./hooks.mjs', import.meta.url);
