/** What `--help` prints. */
import { limits } from '../shared/protocol';

/** Numbers that operators ask for most; the rest is in PROTOCOL.md. */
const shown = [
  'messageRate',
  'messageBurst',
  'connectionsPerAddress',
  'maxConnections',
  'sendBudget',
  'maxRooms',
  'heartbeat',
] as const;

const limitLines = shown.map((name) => `      ${name.padEnd(24)}${String(limits[name])}`).join('\n');

/** The whole text. */
export const HELP = `Usage: npm run -s hub -- [options]

Runs a Hearth hub without a window: rooms, history, and the browser client on one port.

Where it listens
  --port NUMBER         port to take; 0 takes any free one        (default 8080)
  --port-tries NUMBER   next ports to try while they are taken,
                        the first one included                    (default 1)
  --host ADDRESS        address to listen on                      (default ::, all of them)
  --allow-host NAME     another name it may be asked for, as behind
                        a proxy; may be given more than once

What it is
  --data DIR            key, rooms and messages                   (default ~/.hearth/hub)
  --name TEXT           name of the hub                           (default: this machine's)
  --room TEXT           room that everybody starts in             (default: as before, or lobby)
  --guests encrypted|plain|off                                    (default encrypted)
                        who may join from the network: browsers and the app
                        over TLS; also without TLS, so that everybody there
                        can read along; or the app alone, over TLS

Who gets in
  --access open|invite|password|accounts|knock                    (default open)
                        everybody of this network; who has an invite; who
                        knows the password; who has an account; whom the
                        host lets in. Invites get in under each of them
  --owner MEMBER        id of the member who is its host          (default: who shows
                        the invite that the first start prints)

How it behaves
  --durability power|process|memory                               (default power)
                        what a confirmed message survives: a power cut, the
                        end of this program, or neither
  --retain-days NUMBER  drop messages that are older; looked at once an
                        hour, by this machine's clock; 0 keeps all        (default 0)
  --retain-mb NUMBER    drop a room's oldest messages when its file is
                        larger; 0 keeps all                               (default 0)
  --retain-files-days NUMBER, --retain-files-mb NUMBER              (default 0)
                        the same for the files of a room; their messages
                        stay. Quotas are limits: roomFiles, memberFiles,
                        hubFiles, maxFile, diskReserve
  --limit NAME=VALUE    another number for one of the limits; may be given more
                        than once. 0 is off where that makes sense. Some of them:
${limitLines}

What it says
  --json                events as JSON lines on stdout; the first one is
                        {"event":"listening",…} once connections are accepted
  --log-level debug|info|warn|error|silent                        (default info)
                        least level of a line of the log
  --help                this text
  --version             version

The log is on stderr, one JSON object a line, never with message texts.
SIGTERM and SIGINT end it cleanly; a second one ends it at once.
Exit codes: 0 ended as asked, 1 failed while running, 2 could not start.

Managing it, while it runs or not; --data as above
  invite [--role host|moderator|member|guest] [--hours N] [--uses N] [--label TEXT]
         [--port NUMBER]
                        prints links for a browser and the app, of the form
                        https://ADDRESS:PORT/#a=OTHERS&k=HUB&s=SECRET with this
                        machine's addresses and the port where the hub listens
  accounts add|reset|disable|enable|remove NAME, accounts list
  password set|clear [--room NAME]
                        passwords are asked for, or read from stdin

Examples
  npm run -s hub -- --name Workshop --data /srv/hearth
  npm run -s hub -- --port 0 --json --limit messageRate=0
  npm run -s hub -- invite --role moderator --uses 1 --data /srv/hearth
`;
