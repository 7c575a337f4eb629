/** A sentence for each problem: what happened, what is safe, what to do. */
import type { ProblemCode } from '../../../shared/ipc/chat-api';

export const problems: Record<ProblemCode, string> = {
  bad_address: '“{address}” is no address that Hearth can read. Try something like 192.168.1.20 or 192.168.1.20:8080.',
  refused: '{address} answers, but nothing listens there. Is Hearth hosting on that computer, and is the port right?',
  timed_out: '{address} does not answer. Is the computer on, and on the same network? Its firewall may hold Hearth back.',
  name_not_found:
    'No computer called {address} is known on this network. Check the spelling, or use its number, like 192.168.1.20.',
  unreachable: '{address} cannot be reached. Check that you are on the same network and that the host is still hosting.',
  not_hearth: 'Something answers at {address}, but it is not Hearth. Check the port; Hearth uses 8080 unless told otherwise.',
  tls_failed:
    'No encrypted connection to {address} could be made, and nothing was sent. It may be another program, or an older Hearth. If its host says that it is not encrypted, try ws://{address}.',
  version_newer: '{hub} uses a newer Hearth than this one. Your history is safe; update Hearth here, then join again.',
  version_older: '{hub} uses an older Hearth than this one. Your history is safe; ask its host to update.',
  wrong_hub:
    'This is not the place the invite was made for: another key answers at {address}. Nothing was sent. If the host reinstalled, ask for a new invite.',
  hub_changed:
    'Another key answers at {address} than {hub} had until now. Nothing was sent. Ask the host before you join there again.',
  intercepted:
    'What answers at {address} says that it is {hub}, but its key is another: something stands in between. Nothing was sent.',
  access_unknown: '{hub} asks for a way in that this Hearth does not know. Nothing was sent; update Hearth here.',
  auth_failed: '{hub} did not accept the proof of who you are. Nothing was sent. Restart Hearth; if it stays, ask the host.',
  full: '{hub} has as many connections as it allows. Try again when somebody has left.',
  too_many_connections: 'There are too many connections to {hub} from this address. Close other windows, then try again.',
  lost: 'The connection to {hub} was lost. What you write is kept here and sent when it is back.',
  too_slow: 'The connection was too slow for what {hub} sent. Nothing is lost; it goes on where it stopped.',
  flood: '{hub} closed the connection because too much came from here at once. What you write is kept and sent later.',
  stopped: 'The host stopped {hub}. Your history stays here.',
  cancelled: 'Cancelled.',
  bad_name: 'A name needs 1 to 64 visible characters on one line.',
  empty_message: 'There is nothing to send yet.',
  text_too_long: 'A message has at most 8,000 characters. It is still in the box; split it in two.',
  room_exists: 'A room of this name exists already. Join it from the list, or choose another name.',
  room_unknown: 'This room no longer exists on {hub}. What you read of it stays here.',
  room_limit: '{hub} has as many rooms as it allows.',
  rate_limited: 'That was faster than {hub} takes messages. Nothing is lost; try again in a moment.',
  outbox_full: 'Too many messages wait to be sent already. This one is still in the box; send it when {hub} is back.',
  conflict: 'A message with the same mark exists with another text. Nothing was overwritten; copy yours and send it anew.',
  not_connected: 'This needs {hub}, which is not connected at the moment. Try again when it is back.',
  port_taken: 'Port {port} and those after it are taken on this computer. Choose another one.',
  port_forbidden: 'This computer does not allow Hearth to use port {port}. Choose one above 1024, such as 8080.',
  storage_full: 'The disk of {hub} is full, so nothing more is kept there. Your message stays here; tell the host.',
  storage_failed: 'This could not be written to disk. Check that there is space and that Hearth may write there.',
  key_locked:
    'The key of this place is locked by the keyring of your account, which cannot be used now. Unlock it and host again; nothing was changed.',
  hub_crashed: 'Hosting ended unexpectedly. What was confirmed is on disk; start hosting again to bring it back.',
  clipboard_failed: 'Copying is not allowed here. Select the text and copy it yourself.',
  link_refused: 'Hearth opens only web and mail links, and this is neither. Nothing was opened.',
  link_failed: 'This computer has nothing that opens this link. Copy its address instead.',
  internal: 'Something went wrong in Hearth itself. What you wrote is still here; try again.',
};
