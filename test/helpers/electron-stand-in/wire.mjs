/**
 * Values that survived a structured clone, as text: what crosses between page and app. The functions below also run in the page
 * (`page-side.js`), so they use nothing but the language.
 */

/**
 * @param {unknown} value - a structured clone
 * @returns {string}
 */
export function encode(value) {
  /** @param {any} item @returns {any} */
  const pack = (item) => {
    if (item === undefined) return { $: 'undefined' };
    if (typeof item === 'bigint') return { $: 'bigint', v: String(item) };
    if (typeof item === 'number' && !Number.isFinite(item)) return { $: 'number', v: String(item) };
    if (item === null || typeof item !== 'object') return item;
    if (Array.isArray(item)) return item.map(pack);
    if (item instanceof Date) return { $: 'date', v: item.getTime() };
    if (item instanceof Map) return { $: 'map', v: [...item].map(pack) };
    if (item instanceof Set) return { $: 'set', v: [...item].map(pack) };
    if (item instanceof Uint8Array) return { $: 'bytes', v: [...item] };
    if (item instanceof Error) return { $: 'error', v: item.message };
    if (Object.getPrototypeOf(item) !== Object.prototype) throw new Error(`stand-in: carries no ${item.constructor?.name}`);
    return { $: 'object', v: Object.entries(item).map(([key, field]) => [key, pack(field)]) };
  };
  return JSON.stringify(pack(value));
}

/**
 * @param {string} text
 * @returns {any}
 */
export function decode(text) {
  /** @param {any} item @returns {any} */
  const unpack = (item) => {
    if (item === null || typeof item !== 'object') return item;
    if (Array.isArray(item)) return item.map(unpack);
    switch (item.$) {
      case 'undefined':
        return undefined;
      case 'bigint':
        return BigInt(item.v);
      case 'number':
        return Number(item.v);
      case 'date':
        return new Date(item.v);
      case 'map':
        return new Map(item.v.map(unpack));
      case 'set':
        return new Set(item.v.map(unpack));
      case 'bytes':
        return new Uint8Array(item.v);
      case 'error':
        return new Error(item.v);
      default: {
        /** @type {Record<string, unknown>} */
        const object = {};
        for (const [key, field] of item.v) {
          Object.defineProperty(object, key, { value: unpack(field), enumerable: true, writable: true, configurable: true });
        }
        return object;
      }
    }
  };
  return unpack(JSON.parse(text));
}

/**
 * A structured clone as text, with Electron's words for what cannot be cloned.
 * @param {unknown} value
 * @returns {string}
 */
export function cloneToText(value) {
  let clone;
  try {
    clone = structuredClone(value);
  } catch {
    throw new Error('An object could not be cloned.');
  }
  return encode(clone);
}
