import { describe, expect, it } from 'vitest';
import { cleanFileName, numbered, safeFileName } from '../../src/shared/file-name';

describe('safeFileName', () => {
  it.each([
    ['..\\..\\Startup\\x.bat', 'x.bat'],
    ['/etc/x', 'x'],
    ['../../.bashrc', 'bashrc'],
    ['CON', '_CON'],
    ['con.txt', '_con.txt'],
    ['Lpt1.a.b', '_Lpt1.a.b'],
    ['COM¹', '_COM¹'],
    ['nul .txt', '_nul .txt'],
    ['CONIN$', '_CONIN$'],
    ['console.log', 'console.log'],
    ['a\u0000b', 'ab'],
    ['x.txt.', 'x.txt'],
    ['x.txt. . .', 'x.txt'],
    ['x.txt:evil.exe', 'x.txt_evil.exe'],
    ['a<b>c|d?e*f"g', 'a_b_c_d_e_f_g'],
    ['photo\u202Egpj.exe', 'photogpj.exe'],
    ['line\r\nbreak.txt', 'linebreak.txt'],
    ['  spaces   in it .txt ', 'spaces in it .txt'],
    ['...', 'file'],
    ['', 'file'],
    ['/', 'file'],
    ['\uD800broken', '\uFFFDbroken'.replace('\uFFFD', '\uFFFD')],
    ['Übersicht – März.pdf', 'Übersicht – März.pdf'],
    ['报告.docx', '报告.docx'],
    ['👩‍👩‍👧.png', '👩‍👩‍👧.png'],
  ])('B23: %j becomes %j', (raw, safe) => expect(safeFileName(raw)).toBe(safe));

  it.each(['a'.repeat(10_000), `${'a'.repeat(300)}.tar`, '👩'.repeat(300), `${'é'.repeat(300)}.jpeg`, 'e\u0301'.repeat(5_000)])(
    'keeps to what file systems take: %#',
    (raw) => {
      const safe = safeFileName(raw);
      expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(200);
      expect(safe.isWellFormed()).toBe(true);
      expect(safe.length).toBeGreaterThan(40);
      if (raw.endsWith('.jpeg')) expect(safe).toMatch(/\.jpeg$/);
    },
  );

  it('is the same once more', () => {
    for (const raw of ['..\\x.bat', 'CON', 'x.txt.', 'a:b', '.hidden'])
      expect(safeFileName(safeFileName(raw))).toBe(safeFileName(raw));
  });
});

describe('cleanFileName', () => {
  it.each([
    ['C:\\Users\\me\\plan.pdf', 'plan.pdf'],
    ['.gitignore', '.gitignore'],
    ['con', 'con'],
  ])('%j becomes %j', (raw, clean) => {
    expect(cleanFileName(raw)).toBe(clean);
    expect(cleanFileName(clean)).toBe(clean);
  });
});

it('numbers names in front of their ending', () => {
  expect([1, 2, 13].map((n) => numbered('report.final.pdf', n))).toEqual([
    'report.final.pdf',
    'report.final (2).pdf',
    'report.final (13).pdf',
  ]);
  expect(numbered('.bashrc', 2)).toBe('.bashrc (2)');
});
