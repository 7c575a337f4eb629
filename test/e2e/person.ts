/** What a person does in the UI, by the names of things on the screen. */
import { expect } from 'vitest';
import type { Locator, Page } from 'playwright-core';

/** Somebody in front of one window, of the app or of a browser. */
export class Person {
  constructor(
    readonly page: Page,
    readonly name: string,
  ) {}

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name });
  }

  field(name: string | RegExp): Locator {
    return this.page.getByRole('textbox', { name });
  }

  /** Waits until a sentence is on screen. */
  async sees(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).filter({ visible: true }).first().waitFor();
  }

  /** The first screen of the app: enters a name and an address, and joins. */
  async join(address: string): Promise<void> {
    await this.field('Your name').fill(this.name);
    await this.field('Address or invite link').fill(address);
    await this.button(/^Join$/).click();
  }

  /** The first screen of a browser guest. */
  async joinAsGuest(): Promise<void> {
    await this.field('Your name').fill(this.name);
    await this.button(/^Join/).click();
  }

  /** Is in a room and can write there. */
  async isIn(room: string): Promise<void> {
    await this.composer(room).waitFor();
  }

  composer(room = 'lobby'): Locator {
    return this.field(`Message #${room}`);
  }

  async writes(text: string, room = 'lobby'): Promise<void> {
    await this.composer(room).fill(text);
    await this.composer(room).press('Enter');
  }

  timeline(room = 'lobby'): Locator {
    return this.page.getByLabel(`Messages in #${room}`);
  }

  /** Waits until these texts stand in the timeline in this order, and none of them twice. */
  async reads(texts: readonly string[], room = 'lobby'): Promise<void> {
    await expect.poll(() => this.order(texts, room), { timeout: 20_000 }).toEqual(texts);
  }

  /** Those of `texts` that the timeline shows, as often and in the order in which it does. */
  async order(texts: readonly string[], room = 'lobby'): Promise<string[]> {
    const shown = await this.timeline(room).innerText();
    return shown
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => texts.includes(line));
  }
}
