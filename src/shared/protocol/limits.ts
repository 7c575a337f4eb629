/** Every number of the system, each with its reason. Times are in ms and sizes in bytes unless a line says otherwise. */
export const limits = {
  /** Largest frame a hub accepts. 8,000 characters, all escaped, stay below it; a larger frame is closed with 1009. */
  maxFrame: 64 * 1024,
  /** Largest frame a client accepts: a hub's list of `maxRooms` rooms with the longest names fits. */
  maxHubFrame: 1024 * 1024,
  /** Fragments of one frame (ws `maxFragments`): 1,000 empty fragments are an attack, 16 are a slow phone. */
  maxFragments: 16,
  /** HTTP request head: browsers send under 2 KiB; anything larger gets 431. */
  maxHeader: 8 * 1024,
  /** Longest message, in UTF-16 code units: what a textarea counts. About three pages. */
  maxText: 8_000,
  /** Longest name of a member, room or hub, in UTF-16 code units. */
  maxName: 64,
  /** Longest topic of a room, in UTF-16 code units: one line of a wide window, and a list of `maxRooms` of them stays within one `maxHubFrame`. */
  maxTopic: 160,
  /** Names that one member may take, or ask for, in a minute: trying some until one is free. 0 is off. */
  nameRate: 6,
  /** Longest wait of a member who asked for too many names; it doubles up to it. */
  nameBackoffMost: 300_000,
  /** Messages a second that one member may send, sustained: faster than anyone types. 0 is off. */
  messageRate: 10,
  /** Messages that one member may send at once after a pause: a pasted list. */
  messageBurst: 30,
  /**
   * Messages and new connections a second from one address: its 20 connections at their full rate. What it stops is coming back under
   * ever new names. 0 is off; so it is where `messageRate` or `connectionsPerAddress` is.
   */
  addressRate: 200,
  /** Messages and new connections that one address may begin with: 20 members who all paste a list. */
  addressBurst: 600,
  /** Frames other than messages a second from one connection: a reconnect with 100 rooms takes 200. 0 is off. */
  frameRate: 100,
  /** Frames other than messages that one connection may send at once. */
  frameBurst: 500,
  /** Frames of one connection that are looked at in one turn of the hub, half a ms of work; a longer one counts once more for each 2 KiB. 0 is off. */
  turnFrames: 32,
  /** Refusals for rate in one `floodWindow` before the connection is closed with 4429. 0 is off. */
  floodRefusals: 200,
  /** The window in which `floodRefusals` are counted. */
  floodWindow: 10_000,
  /** Lines a minute in the hub's log about one address; what is more is summed up in one. 0 is off. */
  logLines: 100,
  /** Connections from one address: a family behind one PC, not a botnet. Raise it behind a proxy. 0 is off. */
  connectionsPerAddress: 20,
  /**
   * Sockets from one address that are not (yet) WebSocket connections: ten browsers that load the page at once. Off where
   * `connectionsPerAddress` is.
   */
  socketsPerAddress: 60,
  /**
   * Sockets in all whose hello is not over: R12's figure. When there are more, the address that has most of them gives one up. 0 is off.
   */
  maxUnauthenticated: 256,
  /** Connections in all. At 6 KiB each (measured with ws 8.23) 10,000 cost about 60 MiB. 0 is off. */
  maxConnections: 10_000,
  /**
   * Unsent bytes for one connection, in the hub's memory. Above a quarter it is spared notices, above a half it is told `lagging` instead of
   * entries, above all of it it is closed with 4408 and resumes.
   */
  sendBudget: 1024 * 1024,
  /**
   * Longest wait of a room between two flushes while flushing is dear, or as long as the last flush took where that is more. 0: it never waits.
   * With 3, 2,000 messages a second into 200 cost 0.64 of what they cost without, at a p99 below 10 ms (bench flush).
   */
  flushMost: 3,
  /** Rooms on one hub: keeps the hub's list of rooms within one `maxHubFrame`. */
  maxRooms: 1_000,
  /** Rooms that one member may make in a minute, sustained, direct ones included. Hosts and moderators are exempt. 0 is off. */
  roomRate: 1,
  /** Rooms that one member may make at once: a place that is being furnished. */
  roomBurst: 10,
  /**
   * Rooms in a minute from one address, under whatever names: its members of one evening. 0 is off; so it is where `roomRate` or
   * `connectionsPerAddress` is.
   */
  addressRoomRate: 5,
  /** Rooms that one address may make at once. */
  addressRoomBurst: 50,
  /** Direct conversations on one hub: each is 300 bytes of its file of rooms, which is written anew for a new one. */
  maxDirect: 5_000,
  /** Direct conversations of one member: with them its list of rooms stays within one `maxHubFrame`, and joining all of it within `frameBurst`. */
  directRooms: 100,
  /** People of one private room. */
  maxPeople: 500,
  /** People that one frame brings into a private room. */
  peopleAdded: 50,
  /** Rooms that one connection may be in, besides direct ones: each costs a place in a fan-out list. */
  roomsPerConnection: 200,
  /** Members named in a `joined` frame; the count is always exact. */
  membersListed: 200,
  /** Entries in one page of history: about 40 KiB of ordinary messages. */
  historyPage: 200,
  /** Bytes of entries in one `page` or `entries` frame; one entry always fits. */
  pageBytes: 256 * 1024,
  /** Earlier entries that a device fetches and keeps when it first joins a room; older ones stay on the hub, a scroll away. */
  firstSync: 2_000,
  /** Between pings of the hub; S5's figure. 0 is off. */
  heartbeat: 5_000,
  /**
   * Pings a second to connections that nothing was written to since they were heard, 2 % of a core with their answers: at more than 4,000 of
   * them each waits longer for its next one, at 10,000 it is 12.5 s. 0 is off.
   */
  heartbeatRate: 800,
  /** Pings without an answer before the hub drops a connection; S5's figure. */
  heartbeatMissed: 2,
  /** From a peer's vanishing to its end: the longer its next ping may be off, the shorter is the wait for an answer, a fifth of `heartbeat` at least. */
  peerTimeout: 20_000,
  /**
   * Silence after which the kernel begins to ask by itself whether the other end is there (TCP keepalive); it gives up 10 s later, within
   * `peerTimeout`. It costs the hub nothing, holds however far apart the pings are, and
   * says nothing where pings come every 5 s. 0 is off.
   */
  keepAlive: 5_000,
  /** From connection to hello: a phone on bad Wi-Fi makes it in 3 s. */
  helloTimeout: 10_000,
  /** From hello to being let in: finding the password, typing it, and trying again. */
  admissionTimeout: 120_000,
  /** From a knock to an answer: a host who is in the kitchen. */
  knockTimeout: 600_000,
  /** Members who knock at once: a list that a host can still look through. Where it is full the address with most of them gives up its latest. */
  maxKnocks: 20,
  /** Connections that said hello and are not let in yet. At so many one that does not knock gives way, of the address with most. 0 is off. */
  maxAdmissions: 128,
  /** Logins begun in a minute from one address; those that succeed do not count. 0 is off. */
  /** New members a minute that one invite lets in, or that come in from one address by an invite, a password or an account: a class that joins. 0 is off. */
  admissionRate: 30,
  /** How many of them may come at once after a pause. */
  admissionBurst: 60,
  loginRate: 5,
  /**
   * Logins begun in a minute at one account, the hub's password or a room's, from all addresses from which nobody knew it before: a family with
   * a typo, not many machines with a list. Off where `loginRate` is.
   */
  loginTotalRate: 30,
  /** Longest wait of an address after too many logins: it begins with a minute's share and doubles with each further one. */
  loginBackoffMost: 900_000,
  /** Invites that a hub remembers, used and revoked ones included: a whole list stays within one `maxHubFrame`. */
  maxInvites: 1_000,
  /** Accounts of one hub: a whole list stays within one `maxHubFrame`. */
  maxAccounts: 500,
  /** Members in one `members` frame: with the longest names and reasons it stays within one `maxHubFrame`. */
  peopleListed: 500,
  /** For how long an address is banned with a member: after that it is somebody else's. 0 is off. */
  addressBan: 86_400_000,
  /** Size of the audit log, of which the oldest events go: about 80,000. 0 is off. */
  auditBytes: 16 * 1024 * 1024,
  /** Members whom one message mentions; `everyone` is one word. */
  mentions: 50,
  /** Messages that are asked for by their sequences at once: the quotes of a screen. */
  messagesAsked: 50,
  /** Different emoji under one message: more are a wall. */
  reactionsPerMessage: 20,
  /** Reactions and pins that one member may give one message, taking back included: a slip of the finger some ten times over. */
  changesPerMember: 50,
  /** Edits of one message: all of their texts go with it wherever it is shown. */
  editsPerMessage: 20,
  /** Entries about one message: with so many edits among them they stay within one `maxHubFrame`. */
  aboutMessage: 1_000,
  /** Entries about the messages of one page; it is shorter where there are more. */
  aboutPage: 2_000,
  /** Messages pinned in one room: a list that somebody still reads. */
  pinsPerRoom: 50,
  /** Longest label or reason that a host writes, in UTF-16 code units. */
  maxRemark: 200,
  /** Longest name of a file, in UTF-16 code units: what file systems take, less what is put behind it while it is fetched. */
  maxFileName: 200,
  /** Files of one message. */
  filesPerMessage: 10,
  /** Largest file: a film, a disk image. What is larger than a hub's free disk is refused before it begins. 0: no files at all. */
  maxFile: 10 * 1024 * 1024 * 1024,
  /** Bytes of one HTTP request with a part of a file: memory of both sides, and what is sent again after a cut. */
  fileChunk: 8 * 1024 * 1024,
  /** Bytes of all files of one room, those on their way included. 0 is no limit. */
  roomFiles: 20 * 1024 * 1024 * 1024,
  /** Bytes of all files of a hub, those on their way included. 0 is no limit. */
  hubFiles: 100 * 1024 * 1024 * 1024,
  /** Bytes of all files of one member, those on their way included: nobody fills a room's share alone. 0 is no limit. */
  memberFiles: 10 * 1024 * 1024 * 1024,
  /** Files that a hub keeps: about 600 bytes of its memory each. */
  filesKept: 100_000,
  /** Files that it keeps of one member, however small: nobody takes all places alone. */
  filesPerMember: 10_000,
  /** Bytes of the hub's disk that files leave free: the chat goes on when they may not. */
  diskReserve: 512 * 1024 * 1024,
  /** Files of one member that are on their way to the hub at once. */
  uploadsPerMember: 20,
  /** Requests for files of one member that the hub answers at once, both ways together: more only wait for each other. */
  fileRequests: 8,
  /** Bytes of a picture that stands for a larger one. */
  previewBytes: 64 * 1024,
  /** Pixels of its longer side: decoded it is at most 4 MiB. */
  previewSide: 1_024,
  /** Bytes of a picture or sound that is shown without being saved. */
  shownBytes: 32 * 1024 * 1024,
  /** Bytes that were never a file and become one: a pasted picture, five minutes of voice. */
  takenBytes: 64 * 1024 * 1024,
  /** From a token for a file to the request that shows it. */
  fileToken: 60_000,
  /** Silence after which a request for a file ends; the other side asks again. */
  fileStall: 20_000,
  /** End of a request that carries a part of a file: 8 MiB in it are 140 KB/s, and slower clients send less in each. */
  fileRequestTime: 60_000,
  /** After it a file that no message names goes, whether all of it is there or not: a night with the lid closed. 0 is never. */
  fileAbandoned: 86_400_000,
  /** Files in one answer to a host: with the longest names they stay within one `maxHubFrame`. */
  filesListed: 500,
  /** From a socket's opening to its first byte, which says whether it speaks TLS. */
  firstByteTimeout: 5_000,
  /** From there to the end of the TLS handshake. */
  tlsTimeout: 5_000,
  /** From there to the end of an HTTP request's head (slowloris). */
  headerTimeout: 5_000,
  /** Between application pings of a client that hears nothing: browsers do not show protocol pings to scripts. */
  clientPing: 8_000,
  /** From a client's ping to giving the connection up; with `clientPing` a dead hub is noticed within 13 s. */
  clientPong: 5_000,
  /** From dialling to the hub's hello. */
  connectTimeout: 10_000,
  /** First wait before a reconnect; it doubles each time (R6: retry within 1 s). */
  backoffFirst: 500,
  /** Longest wait before a reconnect: a person coming back does not wait longer. */
  backoffMost: 30_000,
  /** From sending a message to asking again: twice the slowest disk sync we have seen, and a bad network. */
  ackTimeout: 10_000,
  /** Messages waiting in a device's outbox, entries: a day of writing without a network. */
  outboxEntries: 1_000,
  /** Live entries a client holds while it still fetches earlier ones; what is above it is fetched again. */
  heldEntries: 1_000,
  /** Join and leave notices are gathered for this long before a room is told. */
  presenceGap: 250,
  /** What is passing (typing, statuses, cursors) is gathered for this long before anybody is told. */
  hintGap: 500,
  /** Frames a second in which the whole hub tells what is passing; more of it waits and is gathered meanwhile. 0 is off. */
  hintRate: 2_000,
  /** Members of a room up to which it is told who types and how far everybody has read; above it counts only, and cursors on demand. */
  hintNames: 50,
  /** From a client's word that somebody types to the next one that it may say. */
  typingEvery: 3_000,
  /** For how long such a word holds: two of them, so that one may get lost. */
  typingFor: 6_000,
  /** Longest status text, in UTF-16 code units. */
  statusText: 80,
  /** From a change of a cursor until a client tells it: somebody who scrolls through what is new tells it once. */
  cursorEvery: 1_000,
  /** Cursors that a hub keeps, one per member and room; whoever was away longest loses theirs. About 200 bytes each. */
  cursorsKept: 50_000,
  /** Who was away for this long does not count among those who have not read: 30 days. 0 is off. */
  cursorAge: 2_592_000_000,
  /** From a close frame to the end of the socket, where the other side does not answer it. */
  closeTimeout: 1_000,
  /** From SIGTERM to exit; R18 asks for 2,000 in all. */
  stopTimeout: 1_500,
} as const satisfies Record<string, number>;

/** A limit's name, as `--limit NAME=VALUE` takes it. */
export type LimitName = keyof typeof limits;

/** The numbers a hub runs with: the table above, some of them overridden by its operator. */
export type Limits = Record<LimitName, number>;
