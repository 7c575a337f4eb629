/** Who may come in from the network, and how: what a host chooses, and what a hub's hello tells. This machine's own may always be plain. */

/**
 * `off`: the app and scripts, over TLS; no browsers. `encrypted`: browsers too, over TLS. `plain`: also without TLS, so that everybody on the
 * network can read along.
 */
export const guestsModes = ['off', 'encrypted', 'plain'] as const;

/** One of the three. */
export type Guests = (typeof guestsModes)[number];
