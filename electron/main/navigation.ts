/** The page's own origin in the desktop shell. */
export const pageOrigin = 'app://capstan';

/** What becomes of a navigation: within the page, out to the person's browser, or nowhere. Decided on the parsed address alone. */
export function decideNavigation(address: string): 'allow' | 'external' | 'deny' {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return 'deny';
  }
  if (isPage(url)) return 'allow';
  return url.protocol === 'https:' && url.username === '' && url.password === '' ? 'external' : 'deny';
}

interface Frame {
  readonly parent: unknown;
  readonly origin: string;
}

/** Whether a message comes from the main frame of the page itself. */
export function isTrustedSender(frame: Frame | null): boolean {
  return frame !== null && frame.parent === null && frame.origin === pageOrigin;
}

/**
 * Whether the page may have what it asks the browser for: to copy text, in its main frame, and nothing else. A check names an
 * origin, which ends in a slash here and there.
 */
export function decidePermission(permission: string, origin: string, isMainFrame: boolean): boolean {
  return permission === 'clipboard-sanitized-write' && isMainFrame && (URL.canParse(origin) ? isPage(new URL(origin)) : false);
}

/** `URL.origin` is `null` for a scheme of one's own, so its parts are looked at. */
const isPage = (url: URL) => url.protocol === 'app:' && url.host === 'capstan' && url.username === '' && url.password === '';
