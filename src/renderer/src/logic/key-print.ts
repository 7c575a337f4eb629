/** A hub's id as people compare it: the same digits that the host's screen and browsers show of its public key. */
import { fingerprintText } from '../../../shared/fingerprint';

/** @param hubId - SHA-256 of the public key in base64url */
export function keyPrint(hubId: string): string {
  const binary = atob(hubId.replaceAll('-', '+').replaceAll('_', '/'));
  return fingerprintText(Array.from(binary, (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join(''));
}
