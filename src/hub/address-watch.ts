/** Under which addresses the hub can be reached: asked anew each time, and looked at now and then, for machines move. */
import type { Off } from '../shared/emitter';
import type { InterfaceAddress, Reach } from '../shared/reach';
import { listeningAddresses } from './addresses';
import type { Clock } from './clock';

/** Between two looks, ms: whoever reads a link off a screen should not read an old one. Each takes some 0.1 ms. */
const LOOK = 5_000;

/** What it is made of. */
export interface AddressWatchOptions {
  /** What the hub listens on. */
  host: string;
  guests: Reach['guests'];
  clock: Clock;
  /** Best first. @default the machine's */
  addresses?: ((host: string) => InterfaceAddress[]) | undefined;
}

/** Knows nothing before the hub listens. */
export class AddressWatch {
  readonly #options: AddressWatchOptions;
  #port = 0;
  #fingerprint: Reach['fingerprint'] = { certificate: '', publicKey: '' };
  #last = '';
  #off: Off = () => undefined;

  constructor(options: AddressWatchOptions) {
    this.#options = options;
  }

  /** As they are now. */
  addresses(): InterfaceAddress[] {
    const { addresses = listeningAddresses, host } = this.#options;
    return addresses(host);
  }

  /** All of it, as it is now. */
  reach(): Reach {
    return { addresses: this.addresses(), port: this.#port, guests: this.#options.guests, fingerprint: this.#fingerprint };
  }

  /**
   * The hub listens: from now on it is known where.
   * @param onChange - the machine has other addresses than at the last look
   */
  start(port: number, fingerprint: Reach['fingerprint'], onChange: (reach: Reach) => void): void {
    this.#port = port;
    this.#fingerprint = fingerprint;
    this.#last = JSON.stringify(this.addresses());
    this.#off = this.#options.clock.every(LOOK, () => {
      const reach = this.reach();
      const now = JSON.stringify(reach.addresses);
      if (now === this.#last) return;
      this.#last = now;
      onChange(reach);
    });
  }

  /** Looks no more. Idempotent. */
  stop(): void {
    this.#off();
  }
}
