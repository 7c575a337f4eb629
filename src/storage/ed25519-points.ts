/** Ed25519 public keys that are nobody's own: libraries accept them, and anybody can sign for them. */

/** The field's order, 2^255 - 19 (RFC 8032 §5.1). */
const P = 2n ** 255n - 19n;

/** y of the points of order 1, 2, 4 and 8: for these a signature of nothing fits every message, or one in a few. */
const smallOrder: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  P - 1n,
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n,
]);

/**
 * Whether a key can be somebody's: no point of small order, and in its one spelling, since two spellings of one key would be two members.
 * @param key - 32 bytes, little-endian y with the sign of x in the last bit (RFC 8032 §5.1.2)
 */
export function isOwnable(key: Uint8Array): boolean {
  const y = BigInt(`0x${Buffer.from(key).reverse().toString('hex')}`) & (2n ** 255n - 1n);
  return y < P && !smallOrder.has(y);
}
