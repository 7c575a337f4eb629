/** An optional last argument. */
import type { MessageExtra } from '../../../shared/ipc/talk-api';

/** What a message carries beside its text, as arguments: none where it carries nothing. */
export const given = (extra: MessageExtra): [] | [MessageExtra] => (Object.keys(extra).length > 0 ? [extra] : []);
