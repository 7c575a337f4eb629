/** Doubles that know what they do not have. */

/** What engines and test tools ask of any object. */
const asked = new Set(['then', 'toJSON', 'constructor', 'asymmetricMatch', 'nodeType', '$$typeof']);

/**
 * @template {object} T
 * @param {string} name
 * @param {T} target
 * @param {() => boolean} [isDestroyed] - afterwards only `isDestroyed` and listeners may be used, as in Electron
 * @returns {T} the same, throwing for members that do not exist
 */
export function strict(name, target, isDestroyed = () => false) {
  const harmless = new Set(['isDestroyed', 'emit', 'on', 'once', 'off', 'removeListener', 'addListener', 'id']);
  return new Proxy(target, {
    get(object, member, receiver) {
      if (typeof member === 'symbol' || asked.has(member) || member.startsWith('_')) return Reflect.get(object, member, receiver);
      if (!(member in object)) throw new TypeError(`stand-in: ${name} has no ${member}`);
      if (isDestroyed() && !harmless.has(member)) throw new TypeError('Object has been destroyed');
      return Reflect.get(object, member, receiver);
    },
    set(object, member, value, receiver) {
      if (typeof member === 'string' && !member.startsWith('_') && !(member in object)) {
        throw new TypeError(`stand-in: ${name} has no ${member}`);
      }
      return Reflect.set(object, member, value, receiver);
    },
  });
}

/**
 * An event that can be prevented.
 * @template {object} T
 * @param {T} details
 */
export function preventable(details) {
  return {
    ...details,
    defaultPrevented: false,
    preventDefault() {
      this.defaultPrevented = true;
    },
  };
}
