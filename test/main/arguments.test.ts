import { describe, expect, it } from 'vitest';
import { dataDir, inviteArgument } from '../../src/main/arguments';

describe('--data-dir', () => {
  it.each([
    [['electron', '.'], null],
    [['electron', '.', '--data-dir', 'ada'], '/home/ada'],
    [['electron', '.', '--data-dir=ada'], '/home/ada'],
    [['electron', '.', '--data-dir=a=b'], '/home/a=b'],
    [['electron', '.', '--data-dir', '/tmp/x'], '/tmp/x'],
    [['electron', '.', '--data-dir'], null],
    [['electron', '.', '--data-dir='], null],
    [['electron', '.', '--data-dir', '--inspect'], null],
  ])('%j is %s', (argv, expected) => {
    expect(dataDir(argv, '/home')).toBe(expected);
  });
});

describe('an invite among the arguments', () => {
  it.each([
    [['hearth.exe', 'hearth://192.168.1.20:8080/#k=x'], 'hearth://192.168.1.20:8080/#k=x'],
    [['hearth.exe', 'HEARTH://host/'], 'HEARTH://host/'],
    [['hearth.exe', 'http://host/'], null],
    [['hearth.exe', '--x=hearth://host/'], null],
    [['hearth.exe', `hearth://${'x'.repeat(2_048)}`], null],
  ])('%j', (argv, expected) => {
    expect(inviteArgument(argv)).toBe(expected);
  });
});
