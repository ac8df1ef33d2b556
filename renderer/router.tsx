import { useMemo, useSyncExternalStore, type AnchorHTMLAttributes, type MouseEvent } from 'react';
import { formatRoute, parseRoute, type Route } from '../shared/route';

const listeners = new Set<() => void>();
const address = () => location.pathname + location.search;

function subscribe(hear: () => void): () => void {
  listeners.add(hear);
  window.addEventListener('popstate', hear);
  return () => {
    listeners.delete(hear);
    window.removeEventListener('popstate', hear);
  };
}

/** Goes to another address of the page. `replace`: without a step for the back button. */
export function go(route: Route, replace = false): void {
  const to = formatRoute(route);
  if (to === address()) return;
  if (replace) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  listeners.forEach((hear) => hear());
}

/** Where the page is. The same object until the address changes. */
export function useRoute(): Route {
  const at = useSyncExternalStore(subscribe, address);
  return useMemo(() => {
    const url = new URL(at, location.origin);
    return parseRoute(url.pathname, url.search);
  }, [at]);
}

/** A link within the page: a real address, so that it can be opened in another tab, copied and reloaded. */
export function Link({ to, children, ...rest }: { to: Route } & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href' | 'onClick'>) {
  const onClick = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a {...rest} href={formatRoute(to)} onClick={onClick}>
      {children}
    </a>
  );
}
