/** Whom a message calls. */
import type { Message } from '../shared/protocol';

/** Whether it is meant for somebody in particular. @param me - member id, null where that is not known */
export const callsMe = ({ mentions, everyone }: Pick<Message, 'mentions' | 'everyone'>, me: string | null): boolean =>
  everyone === true || (me !== null && (mentions?.includes(me) ?? false));
