/** The red bar: for as long as a hub lets people in without encryption, on both sides. */
import { expect, it, vi } from 'vitest';
import type { HostingState } from '../../../src/shared/ipc/chat-api';
import type { Guests } from '../../../src/shared/protocol';
import { chatState, FakeChatApi, hubView } from '../../helpers/fake-chat-api';
import { show } from '../screen';

vi.mock('virtua/vue', () => import('../plain-virtualizer'));

const hosting = (guests: Guests): HostingState => ({
  ...{ phase: 'live', name: 'Workshop', port: 8080, wantedPort: null, addresses: [], members: [], guests },
  fingerprint: { certificate: 'c'.repeat(64), publicKey: 'p'.repeat(64) },
});
const bars = (): string[] =>
  [...document.querySelectorAll('p[role=status].bar')].map(({ textContent }) => textContent?.trim() ?? '');
const HOST = 'Workshop is open without encryption: anyone on this network can read along.';
const GUEST = 'Workshop lets people in without encryption: anyone on their network can read along.';

it('is there for the host, in the room and before it', async () => {
  await show(new FakeChatApi(chatState({ hosting: hosting('plain'), hub: hubView({ guests: 'plain' }) })));
  expect(bars()).toEqual([HOST]);
});

it('is there for a host who is not in the room', async () => {
  await show(new FakeChatApi(chatState({ hosting: hosting('plain') })));
  expect(bars()).toEqual([HOST]);
});

it('is there for everybody else, however they came, and cannot be put away', async () => {
  const screen = await show(new FakeChatApi(chatState({ hub: hubView({ guests: 'plain' }) })));
  expect(bars()).toEqual([GUEST]);
  await screen.press('Escape', {}, document.body);
  expect(bars()).toEqual([GUEST]);
  expect(document.querySelector('.bar button')).toBeNull();
});

it.each(['encrypted', 'off'] as const)('is not there where guests are %s', async (guests) => {
  await show(new FakeChatApi(chatState({ hosting: hosting(guests), hub: hubView({ guests }) })));
  expect(bars()).toEqual([]);
});
