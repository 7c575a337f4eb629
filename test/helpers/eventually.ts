import { vi } from 'vitest';

/** Longest wait for anything; reached only by a test that fails. */
const PATIENCE = 15_000;

/** Resolves with what `look` returns as soon as it throws no more. */
export const eventually = <T>(look: () => T | Promise<T>): Promise<T> => vi.waitFor(look, { timeout: PATIENCE, interval: 20 });
