import { parseTrends, trendsAddress, type TrendsPlace } from './trends/place';

/** Every address of the page. */
export type Route =
  | { readonly room: 'push'; readonly plan: string | null }
  | ({ readonly room: 'trends' } & TrendsPlace)
  | { readonly room: 'report'; readonly push: string; readonly phase: number | null; readonly gauge: string | null }
  | { readonly room: 'fleet'; readonly host: string | null; readonly filter?: FleetFilter }
  | { readonly room: 'settings'; readonly section: SettingsSection; readonly gauge: string | null }
  | { readonly room: 'setup' }
  | { readonly room: 'wall'; readonly turn: WallTurn | null }
  | { readonly room: 'gallery' }
  | { readonly room: 'none'; readonly path: string };

/** What a wall-board goes through by turns, beside the fleet. */
export interface WallTurn {
  /** Seconds that each page stays. */
  readonly everyS: number;
  /** Dashboards by their ids; empty: those of capstan.yaml, or all where there are none. */
  readonly show: readonly string[];
}

/** Long enough to read four charts. */
export const usualTurn: WallTurn = { everyS: 30, show: [] };

/** What the table of all hosts is narrowed down to; null: to no type, to no state. */
export interface FleetFilter {
  readonly text: string;
  readonly type: string | null;
  readonly state: string | null;
}

export const settingsSections = ['limits', 'push', 'changes', 'desk', 'backups', 'acts'] as const;
export type SettingsSection = (typeof settingsSections)[number];

/** Reads an address; one that leads nowhere says so, so that a mistyped link is not silently another room. */
export function parseRoute(pathname: string, search: string): Route {
  const parts = pathname.split('/').filter(Boolean).map(decode);
  const query = new URLSearchParams(search);
  const [room, ...rest] = parts;
  switch (room) {
    case undefined:
      return { room: 'push', plan: null };
    case 'push':
      return pushRoute(rest, query) ?? { room: 'none', path: pathname };
    case 'trends':
      if (rest.length <= 1) return { room: 'trends', ...parseTrends(rest[0] ?? null, query) };
      break;
    case 'fleet':
      if (rest.length === 0) return { room: 'fleet', host: null, ...filterIn(query) };
      if (rest.length === 1) return { room: 'fleet', host: rest[0] ?? null };
      break;
    case 'settings': {
      const section = rest.length === 0 ? 'limits' : settingsSections.find((one) => one === rest[0]);
      if (section && rest.length <= 1) return { room: 'settings', section, gauge: query.get('gauge') };
      break;
    }
    case 'wall':
      if (rest.length === 0) return { room, turn: turnIn(query) };
      break;
    case 'setup':
    case 'gallery':
      if (rest.length === 0) return { room };
      break;
  }
  return { room: 'none', path: pathname };
}

function pushRoute([push, what, ...more]: readonly string[], query: URLSearchParams): Route | null {
  if (push === undefined) return { room: 'push', plan: null };
  if (more.length > 0 || !what) return null;
  if (push === 'plan') return { room: 'push', plan: what };
  if (!/^r-\d+$/.test(push) || what !== 'report') return null;
  const phase = Number(query.get('phase') ?? Number.NaN);
  return { room: 'report', push, phase: Number.isInteger(phase) && phase >= 0 ? phase : null, gauge: query.get('gauge') };
}

/** Turns of less than five seconds could not be read; a wall that is told such does not turn. */
function turnIn(query: URLSearchParams): WallTurn | null {
  const everyS = Number(query.get('every') ?? Number.NaN);
  return everyS >= 5 && everyS <= 3600 ? { everyS, show: query.getAll('show').slice(0, 50) } : null;
}

function filterIn(query: URLSearchParams): { filter?: FleetFilter } {
  const filter = { text: query.get('text') ?? '', type: query.get('type') || null, state: query.get('state') || null };
  return filter.text || filter.type || filter.state ? { filter } : {};
}

/** The address of a route; `parseRoute` reads it back. */
export function formatRoute(route: Route): string {
  switch (route.room) {
    case 'none':
      return route.path;
    case 'push':
      return route.plan ? `/push/plan/${encodeURIComponent(route.plan)}` : '/push';
    case 'report':
      return `/push/${route.push}/report${queryOf({ gauge: route.gauge, phase: route.phase })}`;
    case 'trends': {
      const { path, ...values } = trendsAddress(route);
      return `/trends${path === null ? '' : `/${encodeURIComponent(path)}`}${queryOf(values)}`;
    }
    case 'fleet':
      return route.host === null ? `/fleet${queryOf({ ...route.filter })}` : `/fleet/${encodeURIComponent(route.host)}`;
    case 'settings':
      return `/settings/${route.section}${queryOf({ gauge: route.gauge })}`;
    case 'wall':
      return `/wall${route.turn === null ? '' : queryOf({ every: route.turn.everyS, show: route.turn.show })}`;
    case 'setup':
    case 'gallery':
      return `/${route.room}`;
  }
}

function queryOf(values: Readonly<Record<string, string | number | null | readonly string[]>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values))
    for (const one of [value].flat()) if (one !== null && one !== '') query.append(name, String(one));
  const text = query.toString();
  return text ? `?${text}` : '';
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
