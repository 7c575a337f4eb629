/** What Node and browsers both have and the ES library does not declare: nothing else may be used in `shared` and `client`. */
declare class TextEncoder {
  encode(text: string): Uint8Array;
}
declare class URL {
  readonly origin: string;
  constructor(url: string);
  readonly href: string;
  readonly protocol: string;
  readonly host: string;
  readonly hostname: string;
  readonly username: string;
  readonly password: string;
  readonly pathname: string;
  readonly hash: string;
}
declare class URLSearchParams {
  constructor(init?: string | Record<string, string>);
  get(name: string): string | null;
  toString(): string;
}
declare function atob(base64: string): string;
declare function btoa(bytes: string): string;
/** In browsers only in pages that came encrypted or from the machine itself. */
declare const crypto: {
  readonly subtle: {
    importKey(
      format: 'raw',
      key: Uint8Array<ArrayBuffer>,
      algorithm: { name: 'HMAC'; hash: 'SHA-256' },
      extractable: false,
      usages: ['sign'],
    ): Promise<object>;
    sign(algorithm: 'HMAC', key: object, data: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
  };
};
