/** The protocol's number. A hub lists the numbers it speaks in its `hello`; a client picks one it speaks too. */
export const PROTOCOL_VERSION = 1;

/** WebSocket subprotocol of full clients (RFC 6455 §1.9). A client that asks for none speaks simple mode. */
export const SUBPROTOCOL = 'hearth.v1';

/** The one path on which the hub accepts WebSocket upgrades. */
export const SOCKET_PATH = '/ws';

/** Name and version that this build tells the other side, for logs and for people who read them. */
export const AGENT = 'hearth/0.1.0';
