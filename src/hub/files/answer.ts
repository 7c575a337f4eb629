/** Answers of the files' part of the port: JSON with a code, never a page. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorMessages, type ErrorCode } from '../../shared/protocol';

/** Says no. What is left of the request is not read: the connection ends with the answer. */
export function refuse(
  req: IncomingMessage,
  res: ServerResponse,
  status: number,
  code: ErrorCode,
  more: Record<string, number> = {},
  headers: Record<string, string> = {},
): void {
  if (res.headersSent || res.destroyed) return;
  // Where all of it was read the connection can go on; else it would be read for nothing.
  if (!req.complete) res.setHeader('Connection', 'close');
  res.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers });
  res.end(`${JSON.stringify({ code, message: errorMessages[code], ...more })}\n`);
}

/** The token of a request; empty where it shows none. */
export const bearerOf = ({ headers }: IncomingMessage): string =>
  /^Bearer ([\w-]{22})$/i.exec(headers.authorization ?? '')?.[1] ?? '';
