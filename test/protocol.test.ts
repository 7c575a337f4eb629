import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  closeCodes,
  decodeClientFrame,
  decodeHubFrame,
  errorMessages,
  clientFrames,
  hubFrames,
  limits,
  simpleInput,
} from '../src/shared/protocol';

const text = readFileSync(join(import.meta.dirname, '../PROTOCOL.md'), 'utf8');

const blocks = [...text.matchAll(/^```json ?([\w-]*)\n([\s\S]*?)^```$/gm)].map(([, kind = '', json = '']) => ({ kind, json }));
const frames = blocks.filter(({ kind }) => kind === '').map(({ json }) => json);

/** Rows of the table under a heading, each as its cells. */
function table(heading: string): string[][] {
  const section = new RegExp(`^## ${heading}\\n([\\s\\S]*?)(?=^## |\\n$(?![\\s\\S]))`, 'm').exec(text)?.[1] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const named = (cell: string | undefined): string => /^`(.*)`$/.exec(cell ?? '')?.[1] ?? `not a name: ${String(cell)}`;

/** A frame's keys that the schema kept: a sample must not show what nobody reads. */
const reads = (json: string): { type: string; from: 'client' | 'hub' }[] => {
  const value = JSON.parse(json) as { type: string };
  const client = decodeClientFrame(json);
  const hub = decodeHubFrame(json);
  return [
    ...(client.ok ? [{ type: value.type, from: 'client' as const }] : []),
    ...(hub.ok ? [{ type: value.type, from: 'hub' as const }] : []),
  ];
};

describe('PROTOCOL.md', () => {
  it.each(frames)('shows a frame that the schemas read: %s', (json) => {
    expect(reads(json)).toHaveLength(1);
    const hub = decodeHubFrame(json);
    if (hub.ok) expect(hub.frame).toEqual(JSON.parse(json));
  });

  it('shows every frame of both sides and no other', () => {
    const shown = frames.flatMap(reads).map(({ from, type }) => `${from} ${type}`);
    const existing = [
      ...Object.keys(clientFrames).map((type) => `client ${type}`),
      ...Object.keys(hubFrames).map((type) => `hub ${type}`),
    ];
    expect([...new Set(shown)].sort()).toEqual(existing.sort());
  });

  it('shows simple mode as it is', () => {
    const of = (wanted: string): unknown[] => blocks.filter(({ kind }) => kind === wanted).map(({ json }) => JSON.parse(json));
    const message = v.strictObject({
      username: v.string(),
      message: v.string(),
      room: v.string(),
      id: v.string(),
      seq: v.number(),
      at: v.number(),
      edited: v.optional(v.number()),
      deleted: v.optional(v.literal(true)),
    });
    expect(of('simple')).toHaveLength(4);
    for (const sample of of('simple')) v.parse(message, sample);
    expect(of('simple-in').map((sample) => v.parse(simpleInput, sample))).toEqual(of('simple-in'));
    const [refusal] = of('simple-error') as { error: { code: string } }[];
    expect(Object.keys(errorMessages)).toContain(refusal?.error.code);
    expect(blocks.filter(({ kind }) => !['', 'simple', 'simple-in', 'simple-error'].includes(kind))).toEqual([]);
  });

  it('lists every error code and no other', () => {
    expect(table('Error codes').map(([code]) => named(code))).toEqual(Object.keys(errorMessages));
  });

  it('lists every close code and no other', () => {
    expect(table('Close codes').map(([code, name]) => [Number(code), named(name)])).toEqual(
      Object.entries(closeCodes).map(([name, code]) => [code, name]),
    );
  });

  it('lists every limit with its number', () => {
    expect(table('Limits').map(([name, value]) => [named(name), Number(value?.replaceAll(',', ''))])).toEqual(
      Object.entries(limits),
    );
  });

  it('mentions no code that does not exist', () => {
    const codes = table('Bad input').flatMap(([, answer]) => [...(answer ?? '').matchAll(/`(\w+)`/g)].map(([, code]) => code));
    expect(codes.filter((code) => !Object.hasOwn(errorMessages, code ?? ''))).toEqual([]);
    const closes = [...text.matchAll(/\b(4[34]\d\d|4[5-9]\d\d)\b/g)].map(([code]) => Number(code));
    expect(closes.filter((code) => !Object.values<number>(closeCodes).includes(code))).toEqual([]);
  });
});
