/** An object of each kind without some keys. */
export type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** The same object without some of its keys. */
export const without = <T extends object, const K extends PropertyKey>(value: T, keys: readonly K[]): Without<T, K> =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !(keys as readonly PropertyKey[]).includes(key))) as Without<T, K>;
