import { describe, expect, it } from 'vitest';
import { pictureSize } from '../../src/shared/picture-size';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const riff = (chunk: string, rest: string): Uint8Array =>
  hex(`52494646 00000000 57454250 ${Buffer.from(chunk).toString('hex')} 00000000 ${rest} ${'00'.repeat(16)}`);

describe('pictureSize', () => {
  it.each([
    ['PNG', hex('89504e470d0a1a0a 0000000d 49484452 00000280 000001e0 08060000'), 640, 480, 'image/png'],
    // APP0, then a progressive frame.
    ['JPEG', hex('ffd8 ffe0 0004 4a46 ffc2 0011 08 01e0 0280 03 011100'), 640, 480, 'image/jpeg'],
    // A Huffman table has the marker of no frame.
    ['JPEG with a table first', hex('ffd8 ffc4 0004 0000 ffff c0 0011 08 0010 0020 03 011100'), 32, 16, 'image/jpeg'],
    ['WebP', riff('VP8 ', '000000 9d012a 8002 e001'), 640, 480, 'image/webp'],
    ['lossless WebP', riff('VP8L', '2f 7fc27700'), 640, 480, 'image/webp'],
    ['extended WebP', riff('VP8X', '10000000 7f0200 df0100'), 640, 480, 'image/webp'],
    ['a PNG for walls', hex('89504e470d0a1a0a 0000000d 49484452 0000c350 0000c350 08060000'), 50_000, 50_000, 'image/png'],
  ])('reads the size of %s', (_name, bytes, width, height, type) => {
    expect(pictureSize(bytes)).toEqual({ width, height, type });
  });

  it.each([
    ['nothing', hex('')],
    ['a page', new Uint8Array(Buffer.from('<svg width="10" height="10"/>'))],
    ['a GIF', new Uint8Array(Buffer.from('GIF89a\x10\x00\x10\x00'))],
    ['a PNG without its first chunk', hex('89504e470d0a1a0a 0000000d 49454e44 00000280 000001e0')],
    ['a JPEG that ends before its frame', hex('ffd8 ffe0 0004 4a46')],
    ['a JPEG whose segments lead backwards', hex('ffd8 ffe0 0000 4a46 ffc2 0011 08 01e0 0280')],
    ['a WebP of another kind', riff('ALPH', '00'.repeat(8))],
  ])('finds none in %s', (_name, bytes) => expect(pictureSize(bytes)).toBeNull());

  it('never fails, whatever it is given', () => {
    const heads = [[0x89], [0xff, 0xd8, 0xff], [...Buffer.from('RIFF....WEBPVP8X')]];
    for (let seed = 1; seed < 2_000; seed += 1) {
      const bytes = Uint8Array.from({ length: seed % 97 }, (_, at) => (seed * 7_919 + at * 104_729) % 256);
      for (const head of heads) expect(() => pictureSize(Uint8Array.from([...head, ...bytes]))).not.toThrow();
    }
  });
});
