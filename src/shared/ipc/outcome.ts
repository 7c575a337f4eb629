/** What comes of a call of the UI: a value, or why not. */

/** Why something did not work. The UI has a sentence for each. */
export type ProblemCode =
  // reaching a hub
  | 'bad_address'
  | 'refused'
  | 'timed_out'
  | 'name_not_found'
  | 'unreachable'
  | 'not_hearth'
  | 'tls_failed'
  | 'tls_wanted'
  | 'version_newer'
  | 'version_older'
  | 'wrong_hub'
  | 'hub_changed'
  | 'intercepted'
  | 'access_unknown'
  | 'auth_failed'
  | 'channel_mismatch'
  // being let in; `refused` above is a port that nobody listens at
  | 'not_admitted'
  | 'admission_required'
  | 'admission_late'
  | 'kicked'
  | 'banned'
  | 'private_only'
  | 'tls_required'
  | 'invite_missing'
  | 'invite_invalid'
  | 'invite_expired'
  | 'login_failed'
  | 'too_many_tries'
  | 'name_taken'
  | 'too_many_names'
  | 'full'
  | 'too_many_connections'
  | 'lost'
  | 'too_slow'
  | 'flood'
  | 'stopped'
  | 'cancelled'
  // what a person asked for
  | 'bad_name'
  | 'empty_message'
  | 'text_too_long'
  | 'room_exists'
  | 'room_unknown'
  | 'room_limit'
  | 'rate_limited'
  | 'outbox_full'
  | 'conflict'
  | 'not_connected'
  // order in a room
  | 'password_required'
  | 'not_allowed'
  | 'read_only'
  | 'muted'
  | 'locked'
  | 'slow_mode'
  | 'archived'
  | 'people_limit'
  | 'topic_too_long'
  | 'member_unknown'
  | 'message_unknown'
  | 'message_deleted'
  | 'too_many_reactions'
  | 'too_many_edits'
  | 'too_many_pins'
  | 'account_unknown'
  // files
  | 'file_too_large'
  | 'quota_full'
  | 'too_many_files'
  | 'file_unknown'
  | 'file_mismatch'
  | 'file_unreadable'
  | 'save_failed'
  | 'save_full'
  | 'no_files'
  // the machine
  | 'port_taken'
  | 'port_forbidden'
  | 'storage_full'
  | 'storage_failed'
  | 'key_locked'
  | 'hub_crashed'
  | 'clipboard_failed'
  | 'link_refused'
  | 'link_failed'
  // history in files
  | 'export_failed'
  | 'import_failed'
  | 'import_damaged'
  | 'import_elsewhere'
  | 'import_gap'
  | 'import_differs'
  | 'internal';

/**
 * A problem with what its sentence needs: an address, a port, a hub's name. `retryAfter` is in ms; `suggestion` a name that is free; `reason` what
 * a host wrote beside it.
 */
export interface Problem {
  code: ProblemCode;
  params?: Record<string, string | number>;
}

/** The answer to a call: never a rejected promise, so that nobody forgets the sad half. */
export type Outcome<T = null> = { ok: true; value: T } | { ok: false; problem: Problem };
