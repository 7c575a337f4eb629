import type { Messages } from './en';
import type { Part } from './words';

export const ar: Part<Messages> = {};
