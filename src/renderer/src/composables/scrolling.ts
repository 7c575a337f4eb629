/** Where a timeline stands: follows its end, keeps its place, asks for more near its ends. */
import type { VirtualizerHandle } from 'virtua/vue';
import { nextTick, onBeforeUnmount, shallowRef, watch, type Ref } from 'vue';
import type { Row } from '../logic/rows';
import type { Place } from '../stores/view';
import { useHand } from './hand';
import { useResized } from './resized';

/** Closer than this to the end is at the end, in px. */
const AT_END = 32;

/** Closer than this to an end of what is loaded, more is fetched, in px. */
const NEAR = 600;

/** Room left above the "New" line, in px: the sticky day stands there. */
const ABOVE_NEW = 56;

/** Height of the bar that names the day, in px: what is under it is not the topmost thing that is read. */
const BAR = 25;

/** What scrolling needs to know, and whom it tells. */
export interface ScrollingOptions {
  /** What scrolls, and what in it is as high as all rows. */
  scroller: Readonly<Ref<HTMLElement | null>>;
  content: Readonly<Ref<HTMLElement | null>>;
  rows: Readonly<Ref<Row[]>>;
  loaded: Readonly<Ref<boolean>>;
  /** Where the reader was the last time. */
  place: Place | null;
  wantOlder(): boolean;
  wantNewer(): boolean;
  onOlder(): void;
  onNewer(): void;
  onAtEnd(atEnd: boolean): void;
  /** Scrolling paused; what is too much may go at the end that is further away. */
  onSettled(farEnd: 'start' | 'end'): void;
  /** The timeline goes; null when its reader was at the end. */
  onLeave(place: Place | null): void;
}

/** Two frames: one to draw, one to measure what was drawn. */
const frames = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));

/** Wires a virtualised list of rows. */
export function useScrolling(list: Readonly<Ref<VirtualizerHandle | null>>, options: ScrollingOptions) {
  const { rows, loaded } = options;
  const hand = useHand(options.scroller);
  const atEnd = shallowRef(true);
  /** Newest sequence that the reader had on screen. */
  const readTo = shallowRef(Infinity);
  const shift = shallowRef(false);
  /** Day of the topmost row, while that day's own header is above the screen. */
  const day = shallowRef<number | null>(null);
  let offset = 0;
  let placed = false;
  /** The first position was reached. */
  let scrolled = false;

  const lastSeq = (): number => rows.value.reduce((last, row) => (row.kind === 'message' ? row.seq : last), 0);
  const room = (handle: VirtualizerHandle): number => handle.scrollSize - handle.scrollOffset - handle.viewportSize;

  function become(end: boolean): void {
    if (end) readTo.value = Infinity;
    else if (atEnd.value) readTo.value = lastSeq();
    if (atEnd.value === end) return;
    atEnd.value = end;
    options.onAtEnd(end);
  }

  function toEnd(): void {
    become(true);
    list.value?.scrollToIndex(rows.value.length - 1, { align: 'end' });
  }

  /** A screen that is not filled does not scroll, so it would never ask for more. */
  function fill(): void {
    const handle = list.value;
    if (handle && handle.scrollSize <= handle.viewportSize) lookForMore();
  }

  /** First position: where the reader was, else the "New" line, else the end. */
  function begin(): void {
    placed = true;
    const kept = options.place && rows.value.findIndex(({ key }) => key === options.place?.key);
    const fresh = rows.value.findIndex(({ kind }) => kind === 'new');
    const [index, past] = kept !== null && kept >= 0 ? [kept, options.place?.past ?? 0] : [fresh, -ABOVE_NEW];
    if (index < 0) toEnd();
    else {
      become(false);
      list.value?.scrollToIndex(index, { align: 'start', offset: past });
    }
    // Whoever counts what is read has not heard from this list yet.
    options.onAtEnd(atEnd.value);
  }

  function lookForMore(): void {
    const handle = list.value;
    if (!handle || !placed) return;
    if (handle.scrollOffset < NEAR && options.wantOlder()) options.onOlder();
    if (room(handle) < NEAR && options.wantNewer()) options.onNewer();
  }

  function findDay(handle: VirtualizerHandle): void {
    const top = handle.findItemIndex(handle.scrollOffset + BAR);
    let index = Math.min(top, rows.value.length - 1);
    while (index >= 0 && rows.value[index]?.kind !== 'day') index -= 1;
    const row = rows.value[index];
    day.value = row?.kind === 'day' && index < top ? row.at : null;
  }

  function onScroll(now: number): void {
    const handle = list.value;
    if (!handle || !placed) return;
    if (room(handle) < AT_END) become(true);
    // What grows below does not mean that the reader went up, nor does a list that the browser moved for want of room.
    else if (now < offset - 1) {
      if (hand.moved()) become(false);
      else if (atEnd.value) toEnd();
    }
    offset = now;
    scrolled = true;
    findDay(handle);
    lookForMore();
  }

  function onScrollEnd(): void {
    const handle = list.value;
    if (!handle || !placed) return;
    if (room(handle) < AT_END) become(true);
    options.onSettled(handle.scrollOffset > room(handle) ? 'start' : 'end');
  }

  function onResize(): void {
    hand.layout();
    // Rows that come into sight are measured: that must not take back the first step of somebody who goes up.
    if (placed && atEnd.value && !hand.busy()) toEnd();
    if (placed && list.value) findDay(list.value);
  }
  useResized([options.scroller, options.content], onResize);

  const firstMessage = (of: readonly Row[]): string | undefined => of.find(({ kind }) => kind === 'message')?.key;

  watch(
    rows,
    (now, before) => {
      // Rows came or went in front: the place is kept from the end of the list, not from its start.
      const [first, firstBefore] = [firstMessage(now), firstMessage(before)];
      const has = (list: readonly Row[], key: string | undefined): boolean => list.some((row) => row.key === key);
      shift.value = first !== firstBefore && (has(now, firstBefore) || has(before, first));
    },
    { flush: 'sync' },
  );
  watch(
    [rows, loaded],
    async () => {
      if (!loaded.value) return;
      await nextTick();
      if (!placed) begin();
      else if (atEnd.value) toEnd();
      // The list measures its new rows and keeps its place first; before that everything looks near to an end.
      await frames();
      const handle = list.value;
      if (handle && room(handle) < AT_END) become(true);
      if (scrolled) lookForMore();
      else fill();
    },
    { flush: 'post', immediate: true },
  );

  onBeforeUnmount(() => {
    const handle = list.value;
    if (!handle || !placed) return;
    const index = handle.findItemIndex(handle.scrollOffset);
    const key = rows.value[index]?.key;
    const past = handle.scrollOffset - handle.getItemOffset(index);
    options.onLeave(atEnd.value || key === undefined ? null : { key, past });
  });

  return { atEnd, readTo, shift, day, toEnd, onScroll, onScrollEnd };
}
