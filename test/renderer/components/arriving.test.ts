import { describe, expect, it, vi } from 'vitest';
import { chatState, FakeChatApi, hubView, roomView } from '../../helpers/fake-chat-api';
import { show } from '../screen';

vi.mock('virtua/vue', () => import('../plain-virtualizer'));

describe('the focus', () => {
  const rooms = [roomView(), roomView({ id: 'r-garden', name: 'garden', joined: false })];

  it('is where one writes after entering a place, and after joining a room', async () => {
    const screen = await show(new FakeChatApi(chatState({ hub: hubView({ rooms }) })));
    expect(document.activeElement).toBe(screen.get('textbox', 'Message #lobby'));
    await screen.click('button', 'Join #garden');
    expect(document.activeElement).toBe(screen.get('textbox', 'Message #garden'));
  });
});
