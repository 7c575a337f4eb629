/** A conversation as one file: as it is kept, to be taken in again, or as a page to read. */
import type { ExportFormat } from '../../shared/ipc/archive';
import type { History } from '../ports';
import { annotate, type Annotated } from '../annotate';
import { aboutOf, deletedIn, pagesOf, quotedBy, saidIn, shown, type Conversation } from './conversation';
import { htmlBegin, htmlDays, HTML_END } from './html';

/** Version of the JSON file; a reader takes the ones that it knows. */
export const EXPORT_VERSION = 1;

/** What a file says of where it comes from. */
export interface ExportAbout extends Conversation {
  hubName: string;
  roomName: string;
  /** ms since 1970. */
  at: number;
}

/** The file in pieces. */
export async function* exported(history: History, about: ExportAbout, format: ExportFormat): AsyncGenerator<string> {
  const deleted = await deletedIn(history, about);
  if (format === 'html') {
    yield htmlBegin(about);
    const lines = htmlDays();
    const said = await saidIn(history, about, deleted);
    for await (const page of pagesOf(history, about)) {
      const entries = shown(page, deleted);
      const quoted = await quotedBy(entries, history, about, deleted);
      const now = annotate([...quoted, ...entries], aboutOf([...quoted, ...entries], said), [], null);
      yield lines(entries, (message) => ({
        now: now.get(message.seq) as Annotated,
        quoted: now.get(message.reply ?? 0) ?? null,
      }));
    }
    yield HTML_END;
    return;
  }
  yield `${JSON.stringify(headerOf(about)).slice(0, -1)},"entries":[`;
  let separator = '\n';
  for await (const page of pagesOf(history, about)) {
    yield (
      separator +
      shown(page, deleted)
        .map((entry) => JSON.stringify(entry))
        .join(',\n')
    );
    separator = ',\n';
  }
  yield '\n]}\n';
}

const headerOf = ({ hub, hubName, room, roomName, at }: ExportAbout): object => ({
  hearth: EXPORT_VERSION,
  hub: { id: hub, name: hubName },
  room: { id: room, name: roomName },
  exportedAt: new Date(at).toISOString(),
});

// eslint-disable-next-line no-control-regex -- among them are what no system takes in a name
const unsafe = /[\0-\x1f\x7f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A name for the file that every system takes: `Workshop – general 2026-11-21.html`. */
export function fileNameOf({ hubName, roomName, at }: ExportAbout, format: ExportFormat): string {
  const safe = (name: string): string => name.replace(unsafe, '_').slice(0, 60).trim();
  return `${safe(hubName)} – ${safe(roomName)} ${new Date(at).toISOString().slice(0, 10)}.${format}`.replace(/^\.+/, '_');
}
