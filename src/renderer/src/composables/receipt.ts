/** The newest own message of the room on screen, and how far it got. */
import { computed, inject, provide, type ComputedRef, type InjectionKey } from 'vue';
import { receiptOf, receiptWord, type ReceiptWord } from '../logic/receipts';
import type { MessageLine, Row } from '../logic/rows';
import { usePeopleStore } from '../stores/people';

/** Which row says it, and what. */
export interface ShownReceipt {
  room: string;
  line: MessageLine;
  word: ReceiptWord;
}

const RECEIPT: InjectionKey<ComputedRef<ShownReceipt | null>> = Symbol('receipt');

/** For the rows below the component that calls it: one of them at most shows something. */
export function provideReceipt(room: () => string | undefined, rows: () => readonly Row[]): void {
  const people = usePeopleStore();
  const newest = computed(() => rows().findLast((row) => row.kind === 'message' && row.mine));
  provide(
    RECEIPT,
    computed(() => {
      const row = newest.value;
      const id = room();
      if (row?.kind !== 'message' || id === undefined) return null;
      return { room: id, line: row, word: receiptWord(receiptOf(people.reads.get(id) ?? null, row.seq)) };
    }),
  );
}

/** What a row has to say; null for all but one. */
export function useReceipt(key: () => string | undefined): ComputedRef<ShownReceipt | null> {
  const shown = inject(RECEIPT, null);
  return computed(() => (shown?.value && shown.value.line.key === key() ? shown.value : null));
}
