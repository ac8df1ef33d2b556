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
  if (url.protocol === 'app:' && url.host === 'capstan' && url.username === '' && url.password === '') return 'allow';
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

/** How long to wait before the engine is started again: doubling with each death of the last minute, at most 30 s. */
export function restartDelay(deaths: readonly number[], now: number): number {
  const recent = deaths.filter((at) => at > now - 60_000).length;
  return recent === 0 ? 0 : Math.min(30_000, 250 * 2 ** (recent - 1));
}
