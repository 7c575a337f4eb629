import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { server, ready } from '@serenity-kit/opaque';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { finishHere, finishIn, startLogin, startRegistration, type Finish } from '../../src/client/opaque';
import { opaqueThread } from '../../src/main/opaque-thread';

const out = join(import.meta.dirname, `../../node_modules/.cache/hearth-opaque-test-${String(process.pid)}`);
const parties = { client: 'ann', server: 'h'.repeat(43) };
const PASSWORD = 'correct horse battery staple';

beforeAll(async () => {
  await ready;
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: { ssr: join(import.meta.dirname, '../../src/main/opaque-worker.ts'), outDir: out },
  });
  await writeFile(join(out, 'empty.mjs'), '');
}, 60_000);
afterAll(() => rm(out, { recursive: true, force: true }));
afterEach(() => finishIn(finishHere));

/** Registers and logs in, with the hub's half beside it. @returns whether both sides have the same key, and how often this thread had its turn */
async function login(typed: string): Promise<{ agreed: boolean; turns: number }> {
  let [turns, over] = [0, false];
  const turn = (): void => {
    turns += 1;
    if (!over) setTimeout(turn, 1);
  };
  turn();
  const serverSetup = server.createSetup();
  const registration = await startRegistration(PASSWORD);
  const { registrationResponse } = server.createRegistrationResponse({
    ...{ serverSetup, userIdentifier: 'ann', registrationRequest: registration.request },
  });
  const registrationRecord = await registration.finish(registrationResponse, parties);
  const { request: startLoginRequest, finish } = await startLogin(typed);
  const { serverLoginState, loginResponse } = server.startLogin({
    ...{ serverSetup, userIdentifier: 'ann', registrationRecord, startLoginRequest, identifiers: parties },
  });
  const proof = await finish(loginResponse, parties);
  over = true;
  if (!proof) return { agreed: false, turns };
  const last = { serverLoginState, finishLoginRequest: proof.finish, identifiers: parties };
  return { agreed: server.finishLogin(last).sessionKey === proof.sessionKey, turns };
}

it('agrees with the hub, and leaves this thread its turns', { timeout: 30_000 }, async () => {
  finishIn(opaqueThread(join(out, 'opaque-worker.js')));
  const elsewhere = await login(PASSWORD);
  expect(await login('another')).toMatchObject({ agreed: false });
  finishIn(finishHere);
  const here = await login(PASSWORD);
  expect([elsewhere.agreed, here.agreed]).toEqual([true, true]);
  expect(elsewhere.turns).toBeGreaterThan(5 * here.turns);
});

it('knows no answer that is none', { timeout: 30_000 }, async () => {
  const finish = opaqueThread(join(out, 'opaque-worker.js'));
  const job = { password: PASSWORD, state: 'nonsense', response: 'nonsense', parties };
  expect(await Promise.all([finish({ kind: 'login', ...job }), finish({ kind: 'registration', ...job })])).toEqual([null, null]);
});

it.each<[string, () => Finish]>([
  ['cannot be started', () => opaqueThread(join(out, 'nothing.js'))],
  ['ends before its time', () => opaqueThread(join(out, 'empty.mjs'))],
])('is done here where the thread %s', { timeout: 30_000 }, async (_, thread) => {
  finishIn(thread());
  expect(await login(PASSWORD)).toMatchObject({ agreed: true });
});
