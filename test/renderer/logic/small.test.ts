import { describe, expect, it } from 'vitest';
import { drawAvatar } from '../../../src/renderer/src/logic/avatar';
import { secondsUntil } from '../../../src/renderer/src/logic/countdown';
import { hereAddress, hereLabel, isExposed } from '../../../src/renderer/src/logic/here';
import { problemSentence } from '../../../src/renderer/src/logic/problem';
import { drawQr } from '../../../src/renderer/src/logic/qr';
import { windowTitle } from '../../../src/renderer/src/logic/title';

describe('windowTitle', () => {
  it('counts, names the hub, names the product', () => {
    expect(windowTitle(3, 'Workshop')).toBe('(3) Workshop – Hearth');
    expect(windowTitle(0, 'Workshop')).toBe('Workshop – Hearth');
    expect(windowTitle(1200, null)).toBe('(999+) Hearth');
  });
});

describe('secondsUntil', () => {
  it('rounds up, so that the last second is a one, and stops at zero', () => {
    expect(secondsUntil(4_001, 1)).toBe(4);
    expect(secondsUntil(1_001, 1_000)).toBe(1);
    expect(secondsUntil(500, 1_000)).toBe(0);
  });
});

describe('problemSentence', () => {
  it('fills in the hub and its address, and prefers what the problem says itself', () => {
    const hub = { name: 'Workshop', address: '10.0.0.1:8080' };
    expect(problemSentence({ code: 'lost' }, hub, 'this place').params).toMatchObject({
      hub: 'Workshop',
      address: '10.0.0.1:8080',
    });
    expect(problemSentence({ code: 'refused', params: { address: 'x:1' } }, hub, 'this place').params['address']).toBe('x:1');
    expect(problemSentence({ code: 'lost' }, null, 'this place').params['hub']).toBe('this place');
    expect(problemSentence({ code: 'lost' }, { name: '', address: '' }, 'this place').params['hub']).toBe('this place');
  });
});

describe('drawAvatar', () => {
  it('draws the same for the same id, within its square, and tells people apart', () => {
    expect(drawAvatar('k-ada')).toEqual(drawAvatar('k-ada'));
    const drawn = new Set(Array.from({ length: 300 }, (_, index) => JSON.stringify(drawAvatar(`k-${String(index)}`))));
    expect(drawn.size).toBeGreaterThan(295);
    const tones = new Set(Array.from({ length: 300 }, (_, index) => drawAvatar(`k-${String(index)}`).tone));
    expect([...tones].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });
});

describe('drawQr', () => {
  it('leaves a quiet zone of four modules and draws the finder pattern inside it', () => {
    const { size, path } = drawQr('http://192.168.1.20:8080/#k=abc');
    const runs = [...path.matchAll(/M(\d+) (\d+)h(\d+)/g)].map(
      ([, x, y, width]) => [Number(x), Number(y), Number(width)] as const,
    );
    expect(Math.min(...runs.map(([x]) => x))).toBe(4);
    expect(Math.min(...runs.map(([, y]) => y))).toBe(4);
    expect(Math.max(...runs.map(([x, , width]) => x + width))).toBe(size - 4);
    expect(runs[0]).toEqual([4, 4, 7]);
  });
});

describe('here', () => {
  it('is spelt as a remembered hub is, also on the standard port', () => {
    expect(hereLabel({ protocol: 'http:', host: '192.168.1.20:8080' })).toBe('192.168.1.20:8080');
    expect(hereLabel({ protocol: 'http:', host: 'workshop' })).toBe('workshop:80');
    expect(hereLabel({ protocol: 'https:', host: 'workshop' })).toBe('workshop:443');
  });

  it('keeps the hub id of an invite and drops what else the link holds', () => {
    const key = 'k'.repeat(43);
    expect(hereAddress({ protocol: 'http:', host: 'h:1', hash: `#a=10.0.0.2&k=${key}` })).toBe(`ws://h:1/#k=${key}`);
    expect(hereAddress({ protocol: 'http:', host: 'h:1', hash: '#elsewhere' })).toBe('ws://h:1/');
    expect(hereAddress({ protocol: 'https:', host: 'h:1', hash: '' })).toBe('wss://h:1/');
  });

  it.each([
    ['http:', '192.168.1.20', true],
    ['https:', '192.168.1.20', false],
    ['http:', '127.0.0.1', false],
    ['http:', '[::1]', false],
    ['http:', 'localhost', false],
  ])('%s//%s: the network can read along: %s', (protocol, hostname, exposed) => {
    expect(isExposed({ protocol, hostname })).toBe(exposed);
  });
});
