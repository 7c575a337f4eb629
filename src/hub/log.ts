/** The system log: one JSON object a line, for journals and `jq`. It never holds a message's text. */
import type { Clock } from './clock';

/** What is worth a line. */
export type LogEvent =
  'start' | 'join' | 'leave' | 'refusal' | 'retain' | 'files' | 'counters' | 'error' | 'stop' | 'connected' | 'disconnected';

/** From everything to nothing; each leaves out those before it. */
export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;

/** The least level that gets a line. */
export type LogLevel = (typeof logLevels)[number];

/** What a line may say besides its time, level and event. */
export type LogFields = Record<string, string | number | boolean | null | undefined | readonly string[] | Record<string, number>>;

/** Where lines go, without their line end. */
export type LogSink = (line: string) => void;

/** Writes lines to a sink. */
export class Log {
  readonly #sink: LogSink;
  readonly #clock: Clock;
  readonly #least: number;

  /** @param level - lines below it are not written */
  constructor(sink: LogSink, clock: Clock, level: LogLevel = 'info') {
    this.#sink = sink;
    this.#clock = clock;
    this.#least = logLevels.indexOf(level);
  }

  /** Of use only to somebody who looks for a fault. */
  debug(event: LogEvent, fields: LogFields): void {
    this.#write('debug', event, fields);
  }

  info(event: LogEvent, fields: LogFields): void {
    this.#write('info', event, fields);
  }

  warn(event: LogEvent, fields: LogFields): void {
    this.#write('warn', event, fields);
  }

  /** @param error - what was thrown; its message and stack are logged */
  error(event: LogEvent, error: unknown, fields: LogFields = {}): void {
    const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
    this.#write('error', event, { ...fields, message, stack });
  }

  #write(level: Exclude<LogLevel, 'silent'>, event: LogEvent, fields: LogFields): void {
    if (logLevels.indexOf(level) < this.#least) return;
    this.#sink(JSON.stringify({ at: new Date(this.#clock.now()).toISOString(), level, event, ...fields }));
  }
}
