/** Keys and certificates of a test: a hub's own, somebody else's, an authority's. */
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { createHash, createPublicKey, generateKeyPairSync, webcrypto, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';

/** A certificate and its key, PEM. */
export interface Identity {
  key: string;
  cert: string;
  /** SHA-256 of the public key as SPKI DER in base64url: the id of a hub with this key. */
  pin: string;
}

export interface IdentityOptions {
  /** @default a new P-256 key */
  key?: KeyObject;
  /** Names and addresses that it is for. @default 127.0.0.1 and localhost */
  names?: string[];
  /** Signs it; itself, if undefined. */
  issuer?: Identity;
  /** It may sign others. */
  authority?: boolean;
}

export const newKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
export const newRsaKey = (): KeyObject => generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey;
export const newCurve384Key = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;

interface Pair {
  algorithm: { name: string; namedCurve?: string; hash: string };
  privateKey: webcrypto.CryptoKey;
  publicKey: webcrypto.CryptoKey;
}

async function pair(key: KeyObject): Promise<Pair> {
  const curve = { prime256v1: 'P-256', secp384r1: 'P-384' }[key.asymmetricKeyDetails?.namedCurve ?? ''];
  const algorithm = curve
    ? { name: 'ECDSA', namedCurve: curve, hash: 'SHA-256' }
    : { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const { subtle } = webcrypto;
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return {
    algorithm,
    privateKey: await subtle.importKey('pkcs8', key.export({ type: 'pkcs8', format: 'der' }), algorithm, false, ['sign']),
    publicKey: await subtle.importKey('spki', spki, algorithm, true, ['verify']),
  };
}

/** Makes a certificate. */
export async function identity({
  key = newKey(),
  names = ['127.0.0.1', 'localhost'],
  issuer,
  authority = false,
}: IdentityOptions = {}): Promise<Identity> {
  x509.cryptoProvider.set(webcrypto as never);
  const { algorithm, privateKey, publicKey } = await pair(key);
  const { createPrivateKey } = await import('node:crypto');
  const signer = issuer ? await pair(createPrivateKey(issuer.key)) : null;
  const about = {
    serialNumber: '40aa',
    notBefore: new Date(Date.now() - 86_400_000),
    notAfter: new Date(Date.now() + 86_400_000),
    extensions: [
      new x509.BasicConstraintsExtension(authority, undefined, true),
      new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value }) as const)),
    ],
  };
  const certificate = signer
    ? await x509.X509CertificateGenerator.create({
        ...about,
        subject: 'CN=signed',
        issuer: 'CN=own',
        publicKey: publicKey as never,
        signingKey: signer.privateKey as never,
        signingAlgorithm: signer.algorithm,
      })
    : await x509.X509CertificateGenerator.createSelfSigned({
        ...about,
        name: 'CN=own',
        keys: { privateKey, publicKey } as never,
        signingAlgorithm: algorithm,
      });
  return {
    key: key.export({ type: 'pkcs8', format: 'pem' }) as string,
    cert: certificate.toString('pem'),
    pin: createHash('sha256')
      .update(createPublicKey(key).export({ type: 'spki', format: 'der' }))
      .digest('base64url'),
  };
}
