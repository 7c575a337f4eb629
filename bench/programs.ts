/** What a bench runs in processes of its own: the peers, and the load. Each bench file is also the program of its children. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server as SocketIo } from 'socket.io';
import { WebSocket, WebSocketServer } from 'ws';
import { load, type LoadOrder } from './load-program';

/** Answers questions about this process; the hub is asked the same way, by a preload. */
function answerQuestions(): void {
  process.on('message', (question) => {
    if (question !== 'memory') return;
    (globalThis as { gc?: () => void }).gc?.();
    process.send?.({ rss: process.memoryUsage().rss });
  });
}

/** What people write first, with the advice of ws's own page followed. */
function plainServer(): void {
  const server = createServer().listen(0, '127.0.0.1', 4_096);
  const sockets = new WebSocketServer({ server, path: '/ws', perMessageDeflate: false });
  sockets.on('connection', (ws) => {
    ws.on('message', (data) => {
      const { username, message } = JSON.parse((data as Buffer).toString()) as Record<string, unknown>;
      const text = JSON.stringify({ username, message });
      for (const client of sockets.clients) if (client.readyState === WebSocket.OPEN) client.send(text);
    });
  });
  server.once('listening', () => process.send?.({ port: (server.address() as AddressInfo).port }));
}

/** The chat of socket.io's own tutorial, over WebSocket alone. */
function socketIoServer(): void {
  const server = createServer().listen(0, '127.0.0.1', 4_096);
  const io = new SocketIo(server, { transports: ['websocket'], serveClient: false });
  io.on('connection', (socket) => {
    socket.on('message', ({ username, message }: Record<string, unknown>) => io.emit('message', { username, message }));
  });
  server.once('listening', () => process.send?.({ port: (server.address() as AddressInfo).port }));
}

/** Runs as a child where this process is one. */
export function runProgram(file: string): void {
  if (process.argv[1] !== file) return;
  const [, , role, order] = process.argv;
  answerQuestions();
  if (role === 'plain-ws') plainServer();
  if (role === 'socket.io') socketIoServer();
  if (role === 'load') void load(JSON.parse(order ?? '{}') as LoadOrder);
}
