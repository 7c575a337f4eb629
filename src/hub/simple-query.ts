/** What a script asks for in the query of its address: `?name=Alice&room=lobby&echo=0&history=20&notices=1`. */
import { cleanName, simpleDefaults } from '../shared/protocol';
import type { ErrorCode } from '../shared/protocol';

/** A script's wishes. */
export interface SimpleQuery {
  name: string;
  /** The room's name. */
  room: string;
  /** Whether it hears itself. */
  echo: boolean;
  /** Earlier messages that it wants. */
  history: number;
  /** Whether it hears who comes and goes. */
  notices: boolean;
}

/** A query, or the refusal with the name of the value that is wrong. */
export type ParsedQuery = { ok: true; query: SimpleQuery } | { ok: false; code: ErrorCode; detail: string };

const switches: Readonly<Record<string, boolean>> = { 0: false, false: false, off: false, 1: true, true: true, on: true };

/** @param search - the query, with or without its question mark. Unknown keys are ignored, empty values count as absent */
export function parseSimpleQuery(search: string): ParsedQuery {
  const params = new URLSearchParams(search);
  const wrong: ParsedQuery[] = [];
  const text = (key: 'name' | 'room'): string => {
    const cleaned = cleanName(params.get(key) || simpleDefaults[key]);
    if (cleaned.ok) return cleaned.text;
    wrong.push({ ok: false, code: cleaned.code, detail: key });
    return '';
  };
  const flag = (key: 'echo' | 'notices', otherwise: boolean): boolean => {
    const value = params.get(key) || undefined;
    const read = value === undefined ? otherwise : switches[value.toLowerCase()];
    if (read === undefined) wrong.push({ ok: false, code: 'bad_message', detail: `${key}: 0 or 1` });
    return read ?? otherwise;
  };
  const history = params.get('history') || String(simpleDefaults.history);
  if (!/^\d{1,9}$/.test(history)) wrong.push({ ok: false, code: 'bad_message', detail: 'history: a number' });
  const query: SimpleQuery = {
    name: text('name'),
    room: text('room'),
    echo: flag('echo', simpleDefaults.echo),
    notices: flag('notices', false),
    history: Number(history),
  };
  return wrong[0] ?? { ok: true, query };
}
