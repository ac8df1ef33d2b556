import { extname, resolve, sep } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.map': 'application/json',
};

export interface Asset {
  readonly file: string;
  readonly type: string;
  /** Named by its content's hash: it never changes. */
  readonly immutable: boolean;
}

/**
 * The file that a path of the page means, or null. Files are `/assets/…` and what lies beside `index.html`; every other path is a
 * room's address, and so the page itself: rooms have addresses of their own, with names in them (`/push/plan/v1.2.js`). Nothing
 * outside of `root` is ever named, whatever the path says.
 */
export function resolveAsset(root: string, pathname: string): Asset | null {
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (!path.startsWith('/') || path.includes('\0') || path.includes('\\')) return null;
  const isAsset = path.startsWith('/assets/');
  const type = types[extname(path)];
  if (!isAsset && (type === undefined || path.lastIndexOf('/') > 0))
    return { file: resolve(root, 'index.html'), type: types['.html'] ?? '', immutable: false };
  const home = resolve(root, isAsset ? 'assets' : '.') + sep;
  const file = resolve(root, `.${path}`);
  return type !== undefined && file.startsWith(home) ? { file, type, immutable: isAsset } : null;
}
