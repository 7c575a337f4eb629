/**
 * The hub's certificate: signed by the hub's own key and renewed from it, so that what clients pin, the SHA-256 of the public key, stays the same for
 * as long as the hub exists. Its dates and names matter to browsers alone.
 */
import { createHash, createPublicKey, randomBytes, webcrypto, X509Certificate, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import { readFile } from 'node:fs/promises';
import { writePem } from '../../storage/key-file';
import type { Fingerprint } from '../../shared/reach';

const DAY = 24 * 60 * 60 * 1_000;

/** Apple's systems refuse more than 825 days, whatever the user says. */
const VALID = 820 * DAY;

/** A certificate with less than this left is replaced: longer than most hubs run without a restart. */
const SPARE = 30 * DAY;

/** Clocks of guests may be behind. */
const BEHIND = DAY;

/** What a TLS server shows. */
export interface Certificate {
  /** PEM. */
  cert: string;
  /** PEM, PKCS #8. */
  key: string;
  fingerprint: Fingerprint;
}

const spkiOf = (key: KeyObject): Buffer => createPublicKey(key).export({ type: 'spki', format: 'der' });
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Whether a certificate can go on being used: ours, begun, and not soon over. */
function serves(pem: string, key: KeyObject, now: number): boolean {
  try {
    const certificate = new X509Certificate(pem);
    const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
    return certificate.checkPrivateKey(key) && from <= now && to - now > SPARE;
  } catch {
    return false;
  }
}

async function make(key: KeyObject, names: readonly string[], now: number): Promise<string> {
  // Here and not above: what it loads is worth 25 MB of memory, and a hub makes a certificate once in two years.
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });
  const keys = {
    privateKey: await webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']),
    publicKey: await webcrypto.subtle.importKey('spki', spkiOf(key), algorithm, true, ['verify']),
  };
  const alternatives = names.map((name) => ({ type: isIP(name) ? ('ip' as const) : ('dns' as const), value: name }));
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    // Positive, and without a leading zero that DER would want to be dropped.
    serialNumber: `40${randomBytes(15).toString('hex')}`,
    name: 'CN=Hearth hub',
    notBefore: new Date(now - BEHIND),
    notAfter: new Date(now - BEHIND + VALID),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(alternatives),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return `${certificate.toString('pem')}\n`;
}

/** What a certificate is made from. */
export interface CertificateOptions {
  /** File of the certificate, PEM, for its owner alone. */
  path: string;
  /** The hub's key, P-256. */
  key: KeyObject;
  /** Host names and addresses of this machine, for a certificate that is made now. */
  names: readonly string[];
  /** ms since 1970 by the machine's clock. */
  now: number;
}

/** The certificate in the file; a new one where there is none, or none that can be used. Rejects with StorageError. */
export async function loadOrMakeCertificate({ path, key, names, now }: CertificateOptions): Promise<Certificate> {
  let cert = await readFile(path, 'utf8').catch(() => null);
  if (cert === null || !serves(cert, key, now)) {
    cert = await make(key, names, now);
    writePem(path, cert);
  }
  const fingerprint = { certificate: sha256(new X509Certificate(cert).raw), publicKey: sha256(spkiOf(key)) };
  return { cert, key: key.export({ type: 'pkcs8', format: 'pem' }) as string, fingerprint };
}
