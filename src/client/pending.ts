/** What waits in the outbox, as the hub is sent it. */
import type { PendingMessage } from '../shared/ipc/talk-api';
import type { EntryFrame, EntryFrameType } from '../shared/protocol';
import { without } from '../shared/without';

const types = { message: 'send', edit: 'edit', reaction: 'react', pin: 'pin', ack: 'ack' } as const satisfies Record<
  PendingMessage['kind'],
  EntryFrameType
>;

/** The frame that asks for its entry; the same one however often it is asked for. */
export const frameOf = (message: PendingMessage): EntryFrame =>
  ({ type: types[message.kind], ...without(message, ['kind', 'at', 'state', 'problem']) }) as EntryFrame;
