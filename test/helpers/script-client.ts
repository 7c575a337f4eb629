import { once } from 'node:events';
import { WebSocket, type RawData } from 'ws';

/** A script as PROTOCOL.md describes one: JSON in, JSON out, nothing of ours. */
export class ScriptClient {
  readonly received: Record<string, unknown>[] = [];
  readonly socket: WebSocket;
  #waiting: (() => void)[] = [];
  closeCode: number | null = null;

  private constructor(url: string) {
    this.socket = new WebSocket(url);
    this.socket.on('message', (data: RawData) => {
      this.received.push(JSON.parse((data as Buffer).toString()) as Record<string, unknown>);
      for (const wake of this.#waiting.splice(0)) wake();
    });
    this.socket.on('close', (code) => {
      this.closeCode = code;
      for (const wake of this.#waiting.splice(0)) wake();
    });
  }

  /** Connects and waits for the welcome. */
  static async connect(ws: string, query: Record<string, string> = {}): Promise<ScriptClient> {
    const client = new ScriptClient(`${ws}?${new URLSearchParams(query).toString()}`);
    client.socket.on('error', () => undefined);
    await once(client.socket, 'open');
    await client.until(() => client.received.length > 0);
    return client;
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Waits until something holds that only what arrives can change. The test's own time-out ends a wait that is in vain. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Texts of everybody but System. */
  get messages(): string[] {
    return this.received
      .filter(({ username, message }) => username !== 'System' && typeof message === 'string')
      .map(({ message }) => message as string);
  }

  async close(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    this.socket.close();
    await once(this.socket, 'close');
  }
}
