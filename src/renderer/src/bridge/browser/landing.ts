/** The secret of the invite by whose link this page was opened. */

/** Part of an invite's fragment, with what joins it to the part before. */
const secretPart = /(^#|&)s=([\w-]{22})(?=&|$)/;

/** Where a page can be seen and changed. */
export interface Landing {
  location: Pick<Location, 'hash' | 'pathname' | 'search'>;
  history: Pick<History, 'replaceState' | 'state'>;
}

/** It is out of the address bar as soon as it is used, and forgotten as soon as it was worth something. */
export class LandingInvite {
  readonly #landing: Landing;
  #secret: string | null;

  constructor(landing: Landing) {
    this.#landing = landing;
    this.#secret = secretPart.exec(landing.location.hash)?.[2] ?? null;
  }

  /** There is one that was not worth anything yet. */
  get pending(): boolean {
    return this.#secret !== null;
  }

  /** An address of the hub that served the page, with the invite where the address says which hub that is. */
  use(address: string): string {
    const { location, history } = this.#landing;
    const hash = location.hash.replace(secretPart, (_part, before: string) => (before === '#' ? '#' : ''));
    if (hash !== location.hash)
      history.replaceState(history.state, '', `${location.pathname}${location.search}${hash === '#' ? '' : hash}`);
    return this.#secret !== null && address.includes('#k=') ? `${address}&s=${this.#secret}` : address;
  }

  /** It let somebody in, or never will. */
  forget(): void {
    this.#secret = null;
  }
}
