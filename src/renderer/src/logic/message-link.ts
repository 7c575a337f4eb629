/** Links to messages: an address of a hub, its key, and where in which room something was said. */
import { parseAddress } from '../../../shared/address';

/** What such a link says. */
export interface MessageLink {
  hubId: string;
  /** Host and port, for people. */
  host: string;
  room: string;
  seq: number;
}

/** Room and sequence in the fragment of a link. */
const place = /[#&]m=([\w-]{1,64})\.([1-9]\d{0,14})(?=&|$)/;

/** The link to a message: opens in a browser as a guest, and in an app that it is pasted into. @param address - host and port of the hub */
export function messageLink(address: string, hubId: string, room: string, seq: number): string {
  const label = parseAddress(address)?.label ?? address;
  return `https://${label}/#k=${hubId}&m=${room}.${String(seq)}`;
}

/** @returns null for what is no link to a message; a link with an invite's secret is one as well, and is not followed without asking */
export function readMessageLink(text: string): MessageLink | null {
  const [, room, seq] = place.exec(text) ?? [];
  if (room === undefined || seq === undefined) return null;
  const target = parseAddress(text);
  if (!target || target.hubId === undefined || target.secret !== undefined) return null;
  return { hubId: target.hubId, host: target.label, room, seq: Number(seq) };
}
