/** E15: what may be opened outside Hearth, and under which name it is shown. */
import { describe, expect, it } from 'vitest';
import { openableLink } from '../../src/shared/links';

describe('T6: openableLink', () => {
  it.each([
    ['https://example.com', 'https://example.com/', 'example.com'],
    ['HTTP://Example.COM:8080/a?b#c', 'http://example.com:8080/a?b#c', 'example.com:8080'],
    ['https://аррӏе.com/', 'https://xn--80ak6aa92e.com/', 'xn--80ak6aa92e.com'],
    ['https://[::1]:8080/', 'https://[::1]:8080/', '[::1]:8080'],
    ['mailto:ada@example.com', 'mailto:ada@example.com', 'ada@example.com'],
  ])('opens %s', (text, href, host) => {
    expect(openableLink(text)).toEqual({ href, host });
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'file:///etc/passwd',
    'smb://server/share',
    'ms-msdt:/id PCWDiagnostic',
    'search-ms:query=x',
    'vbscript:msgbox(1)',
    'ftp://example.com/',
    'ssh://example.com',
    'hearth://192.168.1.20/',
    'app://hearth/index.html',
    'blob:https://example.com/1',
    'chrome://settings',
    'ms-word:ofe|u|https://example.com',
    '\\\\server\\share',
    '//example.com/',
    'https://bank.example@evil.example/',
    'https://user:secret@example.com/',
    'https://exa\u202Emple.com/',
    'https://exam\tple.com/',
    'https:\\\\example.com',
    'https://',
    'mailto:',
    'mailto:?subject=x',
    `https://example.com/${'a'.repeat(2_048)}`,
    '',
  ])('refuses %s', (text) => {
    expect(openableLink(text)).toBeNull();
  });
});
