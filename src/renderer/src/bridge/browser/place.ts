/** What the hub that served this page is called, before anything of a chat is said. */
import * as v from 'valibot';
import { cleanName } from '../../../../shared/protocol';

const health = v.object({ hub: v.string() });

/** From being asked to giving up, ms: the address is shown meanwhile, and is true as well. */
const PATIENCE = 5_000;

/** @returns null where it does not say, or nothing that is a name */
export async function placeName(): Promise<string | null> {
  try {
    const answer = await fetch('/healthz', { cache: 'no-store', credentials: 'omit', signal: AbortSignal.timeout(PATIENCE) });
    const said = v.safeParse(health, await answer.json());
    const name = said.success ? cleanName(said.output.hub) : null;
    return name?.ok ? name.text : null;
  } catch {
    return null;
  }
}
