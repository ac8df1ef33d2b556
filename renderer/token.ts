const slot = 'capstan.token';

interface Page {
  readonly location: { readonly hash: string; readonly pathname: string; readonly search: string };
  readonly sessionStorage: Pick<Storage, 'getItem' | 'setItem'>;
  readonly history: { readonly state: unknown; replaceState: (state: unknown, unused: string, url: string) => void };
}

/**
 * The token of this launch: taken from the address' fragment on the first visit, kept for this tab only, and removed from the
 * address so that it is in no bookmark, screenshot or history. Null: there is none.
 */
export function takeToken(page: Page): string | null {
  const given = new URLSearchParams(page.location.hash.replace(/^#/, '')).get('token');
  if (given) {
    page.sessionStorage.setItem(slot, given);
    page.history.replaceState(page.history.state, '', page.location.pathname + page.location.search);
  }
  return given ?? page.sessionStorage.getItem(slot);
}
