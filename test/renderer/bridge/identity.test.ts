import 'fake-indexeddb/auto';
import { webcrypto } from 'node:crypto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { helloBytes } from '../../../src/shared/protocol';
import { openDatabase, type Database } from '../../../src/renderer/src/bridge/browser/database';
import { openIdentity } from '../../../src/renderer/src/bridge/browser/identity';
import { browserRandom } from '../../../src/renderer/src/bridge/browser/random';

const terms = { hubId: 'h'.repeat(43), nonce: 'n'.repeat(43), channel: 'page https://192.168.1.20:8080' };
let database: Database;
let count = 0;

beforeEach(async () => {
  vi.stubGlobal('crypto', webcrypto);
  database = (await openDatabase(`identity-${String((count += 1))}`)) as Database;
});

afterEach(() => {
  database.close();
  vi.unstubAllGlobals();
});

it('proves itself by a key where there is WebCrypto', async () => {
  vi.stubGlobal('isSecureContext', true);
  const proof = await (await openIdentity(null)).prove(terms);
  if (proof.kind !== 'key') throw new Error('not a key');
  const raw = Buffer.from(proof.key, 'base64url');
  const key = await webcrypto.subtle.importKey('raw', raw, 'Ed25519', false, ['verify']);
  const signature = Buffer.from(proof.signature, 'base64url');
  expect(await webcrypto.subtle.verify('Ed25519', key, signature, helloBytes(terms, proof.key))).toBe(true);
  expect([proof.key.length, proof.signature.length, proof.channel]).toEqual([43, 86, terms.channel]);
});

it('is a guest with a kept token on plain http, where there is no subtle', async () => {
  vi.stubGlobal('isSecureContext', false);
  vi.stubGlobal('crypto', { getRandomValues: webcrypto.getRandomValues.bind(webcrypto) });
  const first = await (await openIdentity(database)).prove(terms);
  const again = await (await openIdentity(database)).prove({ ...terms, nonce: 'another' });
  expect(first).toEqual({ kind: 'guest', token: expect.stringMatching(/^[\w-]{43}$/) as string });
  expect(again).toEqual(first);
});

it('is a guest where the browser has no Ed25519', async () => {
  vi.stubGlobal('isSecureContext', true);
  vi.stubGlobal('crypto', {
    getRandomValues: webcrypto.getRandomValues.bind(webcrypto),
    subtle: { generateKey: () => Promise.reject(new DOMException('unknown', 'NotSupportedError')) },
  });
  expect((await (await openIdentity(database)).prove(terms)).kind).toBe('guest');
});

it('is one guest in two tabs that start at once', async () => {
  vi.stubGlobal('isSecureContext', false);
  const identities = await Promise.all([openIdentity(database), openIdentity(database)]);
  const [one, two] = await Promise.all(identities.map((identity) => identity.prove(terms)));
  expect(one).toEqual(two);
});

it('still lets one in when nothing can be kept', async () => {
  vi.stubGlobal('isSecureContext', false);
  expect((await (await openIdentity(null)).prove(terms)).kind).toBe('guest');
});

it('makes ids as the protocol wants them', () => {
  const ids = Array.from({ length: 200 }, () => browserRandom.id());
  expect(new Set(ids).size).toBe(200);
  for (const id of ids) expect(id).toMatch(/^[\w-]{22}$/);
});
