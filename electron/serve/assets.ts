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
 * The file that a path of the page means, or null. Rooms have addresses of their own (`/push/r-12/report`), so a path without a
 * file's ending is the page itself. Nothing outside of `root` is ever named, whatever the path says.
 */
export function resolveAsset(root: string, pathname: string): Asset | null {
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (path.includes('\0') || path.includes('\\')) return null;
  const ending = extname(path);
  if (ending === '') return { file: resolve(root, 'index.html'), type: types['.html'] ?? '', immutable: false };
  const file = resolve(root, `.${path.startsWith('/') ? path : `/${path}`}`);
  const type = types[ending];
  if (type === undefined || !file.startsWith(resolve(root) + sep)) return null;
  return { file, type, immutable: path.startsWith('/assets/') };
}
