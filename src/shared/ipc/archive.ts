/** What is found in, taken out of, and removed from the history on this device. */
import type { Member } from '../protocol/frames';

/** Where a search goes on: for each room, the sequence below which it was not looked at yet. */
export type SearchCursor = Record<string, number>;

/** What is looked for. All that is given must fit. */
export interface SearchQuery {
  /** Words in any order, and "phrases", found wherever they stand, without regard to case and accents; may be empty. */
  text: string;
  /** One conversation; null for all of the hub. */
  room: string | null;
  /** Part of a name, or a member id. */
  author?: string;
  /** ms since 1970 by the hub's clock, both included. */
  from?: number;
  to?: number;
  /** Of the page before. */
  before?: SearchCursor;
}

/** A message that was found. */
export interface SearchHit {
  room: string;
  seq: number;
  id: string;
  author: Member;
  at: number;
  /** The text around what was found; `…` where it goes on. */
  text: string;
  /** Found parts of `text`: from, and up to, in UTF-16 units; they do not overlap. */
  marks: [from: number, to: number][];
}

/** What was found, newest first. */
export interface SearchPage {
  hits: SearchHit[];
  /** Null where that was all. */
  more: SearchCursor | null;
}

/** What of the history on this device is meant. */
export interface HistoryPart {
  hub: string;
  /** One conversation; null for all of the hub. */
  room: string | null;
  /** Only messages of before this time, ms since 1970; null for all. */
  before: number | null;
}

/** How much that is. */
export interface HistorySum {
  entries: number;
  rooms: number;
}

/** `json`: as it is kept, to be taken in again. `html`: one page to read and print. */
export const exportFormats = ['json', 'html'] as const;

/** One of them. */
export type ExportFormat = (typeof exportFormats)[number];
