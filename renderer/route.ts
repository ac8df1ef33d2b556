/** Every address of the page. */
export type Route =
  | { readonly room: 'push'; readonly plan: string | null }
  | { readonly room: 'report'; readonly push: string; readonly phase: number | null; readonly gauge: string | null }
  | { readonly room: 'none'; readonly path: string };

/** Reads an address; one that leads nowhere says so, so that a mistyped link is not silently another room. */
export function parseRoute(pathname: string, search: string): Route {
  const parts = pathname.split('/').filter(Boolean).map(decode);
  const [room, push, what] = parts;
  if (room === undefined || (room === 'push' && parts.length === 1)) return { room: 'push', plan: null };
  if (room === 'push' && push === 'plan' && what && parts.length === 3) return { room: 'push', plan: what };
  if (room === 'push' && push && /^r-\d+$/.test(push) && what === 'report' && parts.length === 3) {
    const query = new URLSearchParams(search);
    const phase = Number(query.get('phase') ?? Number.NaN);
    return { room: 'report', push, phase: Number.isInteger(phase) && phase >= 0 ? phase : null, gauge: query.get('gauge') };
  }
  return { room: 'none', path: pathname };
}

/** The address of a route; `parseRoute` reads it back. */
export function formatRoute(route: Route): string {
  if (route.room === 'none') return route.path;
  if (route.room === 'push') return route.plan ? `/push/plan/${encodeURIComponent(route.plan)}` : '/push';
  const query = new URLSearchParams();
  if (route.gauge) query.set('gauge', route.gauge);
  if (route.phase !== null) query.set('phase', String(route.phase));
  const text = query.toString();
  return `/push/${route.push}/report${text ? `?${text}` : ''}`;
}

/** A gauge's name in an address: `php errors` -> `php_errors`. */
export const slug = (gauge: string): string => gauge.trim().replace(/\s+/g, '_');

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
