/** Who gets in and who may do what: the words that hub and client share. */

/**
 * How a hub lets people in. `open`: everybody on its own network. `invite`: whoever has an invite. `password`: whoever knows the hub's password.
 * `accounts`: user names with passwords, made by the host. `knock`: whoever the host lets in. An invite gets one in under each of them.
 */
export const accessPolicies = ['open', 'invite', 'password', 'accounts', 'knock'] as const;

/** One of the five. */
export type Access = (typeof accessPolicies)[number];

/** What one who is not let in yet may show or do; sent in the hub's `admission`. */
export const admissionWays = ['invite', 'password', 'account', 'knock'] as const;

/** One of the four. */
export type AdmissionWay = (typeof admissionWays)[number];

/** From most to least: a host decides everything, a moderator keeps order, a member writes, a guest only reads. */
export const roles = ['host', 'moderator', 'member', 'guest'] as const;

/** One of the four. */
export type Role = (typeof roles)[number];

/** For how long somebody who knocked is let in: until the last connection ends, or for good. */
export const stays = ['visit', 'good'] as const;

/** One of the two. */
export type Stay = (typeof stays)[number];

/** Label of the TLS exporter (RFC 5705, RFC 8446 §7.5) that ties a login to its connection. */
export const LOGIN_EXPORTER = 'EXPORTER-hearth-login';

/** Bytes that are exported. */
export const LOGIN_EXPORTER_LENGTH = 32;
