/** A Chromium: the one that CAPSTAN_CHROMIUM names, the system's, or Playwright's own; null where there is none. */
export function findBrowser(env?: Readonly<Record<string, string | undefined>>): string | null;
