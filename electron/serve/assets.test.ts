import fc from 'fast-check';
import { resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveAsset } from './assets';

const root = resolve('/srv/page');
const page = { file: resolve(root, 'index.html'), type: 'text/html; charset=utf-8', immutable: false };

describe('resolveAsset', () => {
  it.each([
    ['/assets/index-5knR8a6O.js', 'text/javascript; charset=utf-8', true],
    ['/assets/inter.woff2', 'font/woff2', true],
    ['/icon.svg', 'image/svg+xml', false],
    ['/index.html', 'text/html; charset=utf-8', false],
  ])('names the file of %s', (path, type, immutable) => {
    expect(resolveAsset(root, path)).toEqual({ file: resolve(root, `.${path}`), type, immutable });
  });

  it.each([
    '/',
    '/push',
    '/push/r-12/report',
    '/push/plan/v1.2.3',
    '/push/plan/fix-the.js',
    '/push/plan/feature%2Flogin.css',
    '/fleet/www1.example.com',
    '/assets',
    '/.env',
    '/etc/passwd',
  ])('takes %s for an address of a room', (path) => {
    expect(resolveAsset(root, path)).toEqual(page);
  });

  it.each([
    '/assets/',
    '/assets/none',
    '/assets/app.exe',
    '/assets/app.js.php',
    '/%',
    '/%zz.js',
    '/a%00.js',
    '/a\\b.js',
    '/%5c..%5ca.js',
    'a.js',
    '',
  ])('names nothing for %j', (path) => {
    expect(resolveAsset(root, path)).toBeNull();
  });

  it.each([
    '/../secret.js',
    '/assets/../../secret.js',
    '/assets/%2e%2e/%2e%2e/secret.js',
    '/assets/..%2f..%2fsecret.js',
    '/assets/..%2fserver.js',
    '/assets/../index.html',
    '/assets/..',
    '/..%5csecret.js',
    '/assets/..%5c..%5csecret.js',
    '/%2e%2e/secret.js',
    '//srv/secret.js',
  ])('never leaves its folder: %s', (path) => {
    const asset = resolveAsset(root, path);
    expect(asset === null || asset.file === page.file).toBe(true);
    expect(asset?.immutable ?? false).toBe(false);
  });

  it('stays inside whatever the path is made of', () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '%2e%2e',
      '%2E.',
      '%252e%252e',
      '/',
      '%2f',
      '\\',
      '%5c',
      '%00',
      'assets',
      'a.js',
      'C:',
      ' ',
      '%c0%ae',
      '~',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 12 }), (pieces) => {
        const asset = resolveAsset(root, `/${pieces.join('/')}`) ?? resolveAsset(root, `/assets/${pieces.join('')}`);
        if (asset) expect(asset.file.startsWith(root + sep)).toBe(true);
        if (asset?.immutable) expect(asset.file.startsWith(resolve(root, 'assets') + sep)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
