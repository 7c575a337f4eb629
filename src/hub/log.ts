/** The system log: one JSON object a line, for journals and `jq`. It never holds a message's text. */
import type { Clock } from './clock';

/** What is worth a line. */
export type LogEvent = 'start' | 'join' | 'leave' | 'refusal' | 'retain' | 'error' | 'stop';

/** What a line may say besides its time, level and event. */
export type LogFields = Record<string, string | number | boolean | null | undefined | readonly string[] | Record<string, number>>;

/** Where lines go, without their line end. */
export type LogSink = (line: string) => void;

/** Writes lines to a sink. */
export class Log {
  readonly #sink: LogSink;
  readonly #clock: Clock;

  constructor(sink: LogSink, clock: Clock) {
    this.#sink = sink;
    this.#clock = clock;
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

  #write(level: 'info' | 'warn' | 'error', event: LogEvent, fields: LogFields): void {
    this.#sink(JSON.stringify({ at: new Date(this.#clock.now()).toISOString(), level, event, ...fields }));
  }
}
