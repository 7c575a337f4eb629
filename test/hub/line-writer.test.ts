import { describe, expect, it } from 'vitest';
import { lineWriter } from '../../src/hub/line-writer';

describe('lines', () => {
  it('of one turn are one write, in their order, and the next turn has its own', () => {
    const [written, turns]: [string[], (() => void)[]] = [[], []];
    const { line } = lineWriter(
      (text) => written.push(text),
      (callback) => turns.push(callback),
    );
    line('one');
    line('two');
    expect(written).toEqual([]);
    turns.shift()?.();
    expect(written).toEqual(['one\ntwo\n']);
    line('three');
    turns.shift()?.();
    expect(written).toEqual(['one\ntwo\n', 'three\n']);
    expect(turns).toEqual([]);
  });

  it('are written at once where the process ends, and not again', () => {
    const [written, turns]: [string[], (() => void)[]] = [[], []];
    const { line, flush } = lineWriter(
      (text) => written.push(text),
      (callback) => turns.push(callback),
    );
    line('last');
    flush();
    turns.shift()?.();
    flush();
    expect(written).toEqual(['last\n']);
  });
});
