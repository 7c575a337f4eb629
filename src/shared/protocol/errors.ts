/**
 * Error codes on the wire, each with its plain sentence. Codes are for programs and never change meaning; sentences are for
 * people who write clients. The app shows words of its own (renderer/src/i18n).
 */
export const errorMessages = {
  bad_message: 'This frame is not valid JSON of a known shape.',
  unknown_type: 'No frame of this type exists.',
  hello_required: 'Say hello first.',
  hello_repeated: 'Hello was said already.',
  version_unsupported: 'The hub speaks none of the versions offered.',
  auth_failed: 'The signature does not belong to this key, hub and nonce.',
  channel_mismatch: 'This hello was signed for another connection than one to this hub.',
  bad_name: 'A name has 1 to 64 visible characters and no control characters.',
  empty_message: 'A message needs at least one visible character.',
  text_too_long: 'A message has at most 8,000 characters.',
  forbidden: 'Join the room first.',
  room_unknown: 'There is no such room.',
  room_exists: 'A room of this name exists.',
  room_limit: 'There are as many rooms as this hub allows.',
  conflict: 'This id was used for another message, which stays as it was.',
  resync: 'The hub has not reached that sequence; start again from what it has.',
  rate_limited: 'Too many frames in a short time; wait and try again.',
  too_many_connections: 'Too many connections from this address.',
  full: 'The hub has as many connections as it allows.',
  admission_required: 'This hub lets in only those who have been admitted.',
  refused: 'The host did not let you in.',
  banned: 'This member is banned from the hub.',
  kicked: 'A host or moderator ended this visit.',
  private_only: 'This hub is open only to its own network.',
  tls_required: 'Invites and logins are taken only over TLS.',
  invite_invalid: 'No invite has this secret, or it is used up or revoked.',
  invite_expired: 'This invite has expired.',
  login_failed: 'The user name or the password is wrong.',
  password_required: 'This room has a password: log in to it first.',
  name_taken: 'This name looks like that of somebody else here.',
  not_allowed: 'This role may not do that.',
  read_only: 'Guests of this hub read only.',
  muted: 'A host or moderator muted this member for a while.',
  locked: 'This room is locked: only hosts and moderators write.',
  slow_mode: 'This room is in slow mode: wait before the next message.',
  archived: 'This room is archived: nobody writes in it any more.',
  people_limit: 'There are as many people in this room as the hub allows.',
  member_unknown: 'There is no such member, or not where it was looked for.',
  message_unknown: 'There is no message of this sequence.',
  no_change: 'It is so already; nothing was changed.',
  message_deleted: 'This message was deleted.',
  too_many_reactions: 'This message has as many reactions as it may have, or as this member may give it.',
  too_many_edits: 'This message was edited as often as it may be.',
  too_many_pins: 'As many messages are pinned in this room as may be.',
  account_unknown: 'There is no account of this name.',
  file_too_large: 'This file is larger than the hub takes.',
  quota_full: 'There is no room left for files on this hub; its host can make some.',
  too_many_files: 'As many files as this hub allows are on their way.',
  file_unknown: 'There is no such file, or not where it was looked for.',
  file_mismatch: 'What arrived is not what was announced; nothing of it was kept.',
  file_offset: 'The hub is at another place in this file.',
  token_invalid: 'This token is unknown, used or expired; ask for another one.',
  storage_full: 'The disk of the hub is full; nothing was kept.',
  storage_failed: 'The hub could not write to its disk; nothing was kept.',
  stopping: 'The hub is stopping.',
  internal: 'Something went wrong in the hub; its log says what.',
} as const;

/** A code of the table above. */
export type ErrorCode = keyof typeof errorMessages;

/** WebSocket close codes that a hub sends: those of RFC 6455 §7.4.1, and Hearth's own from 4400. */
export const closeCodes = {
  normal: 1000,
  /** The hub stops: `bye` said why. */
  goingAway: 1001,
  /** Invalid UTF-8 (sent by ws). */
  invalidText: 1007,
  /** More fragments than `maxFragments` (sent by ws). */
  policy: 1008,
  /** A frame above `maxFrame` (sent by ws). */
  tooBig: 1009,
  internal: 1011,
  /** No hello within `helloTimeout`, or something else before it. */
  helloRequired: 4400,
  authFailed: 4401,
  /** Not let in, sent away or banned; the error before it says which. */
  refused: 4403,
  versionUnsupported: 4406,
  /** More than `sendBudget` unsent: the reader is too slow; it resumes when it comes back. */
  tooSlow: 4408,
  /** `floodRefusals` refusals for rate within `floodWindow`. */
  flood: 4429,
  /** `maxConnections` or `connectionsPerAddress` reached; the error frame before it says which. */
  full: 4503,
} as const;

/** A name of the table above. */
export type CloseName = keyof typeof closeCodes;
