import type { DeskState, HostView, PushHostView } from '../../shared/contract/state';
import { isActive } from '../../shared/push/push';
import { isRelease } from '../../shared/push/release';
import { hostMarks, type MarkName } from '../../shared/desk/marks';

/** One host as the grid shows it. */
export interface HostCell {
  readonly host: string;
  readonly mark: MarkName;
  /** Its state in one word, or two. */
  readonly word: string;
  readonly rule: 'canary' | 'shows' | null;
}

/** Cells of every host, by host type, in the order of the configuration. */
export function cellsByType(
  desk: Pick<DeskState, 'types' | 'hosts' | 'push' | 'live' | 'recent'>,
): readonly { readonly type: string; readonly cells: readonly HostCell[] }[] {
  const pushed = new Map(desk.push?.hosts.map((row) => [row.host, row]));
  const settled = !desk.push || !isActive(desk.push.state);
  const regressed = foundRegressed(desk);
  return desk.types.map(({ name, hosts }) => ({
    type: name,
    cells: hosts.map((host) => cellOf(host, desk.hosts[host], pushed.get(host), settled, desk.live.release, regressed)),
  }));
}

/**
 * While a push is under way its own account of a host counts, except that a host nobody can reach is unknown unless the push
 * says something stronger. Afterwards it is what was read back: on the live release, on another one, or unknown.
 */
function cellOf(
  host: string,
  view: HostView | undefined,
  row: PushHostView | undefined,
  settled: boolean,
  live: string | null,
  regressed: readonly string[],
): HostCell {
  const rule = row && (row.canary || row.shows) ? (row.shows ? 'shows' : 'canary') : null;
  const gone = !view || view.connection === 'lost' || view.connection === 'refused';
  if (settled) {
    if (row && ['failed', 'broken', 'unknown'].includes(row.state) && (gone || view.linked !== live))
      return { host, mark: hostMarks[row.state], word: row.state, rule: null };
    if (gone || view.linked === null)
      return { host, mark: 'unknown', word: view && !gone ? 'not read yet' : 'unknown', rule: null };
    if (runsOne(view, regressed)) return { host, mark: 'regressed', word: 'runs regressed', rule: null };
    if (view.linked !== live) return { host, mark: 'old', word: 'on another release', rule: null };
    if (view.running !== null && !isRelease(view.running, view.linked))
      return { host, mark: 'new', word: 'running: unproven', rule: null };
    return { host, mark: 'staged', word: 'live', rule: null };
  }
  if (!row) return { host, mark: gone ? 'unknown' : 'old', word: gone ? 'unknown' : 'not in this push', rule };
  if (gone && (row.state === 'old' || row.state === 'staged' || row.state === 'staging'))
    return { host, mark: 'unknown', word: 'unknown', rule };
  if ((row.state === 'verified' || row.state === 'new') && view && runsOne(view, regressed))
    return { host, mark: 'regressed', word: 'runs regressed', rule };
  return { host, mark: hostMarks[row.state], word: row.state === 'new' ? 'new, unproven' : row.state, rule };
}

/** What a host says it runs, or, where it says nothing, what it is linked to. */
const runsOne = ({ running, linked }: HostView, releases: readonly string[]): boolean =>
  releases.some((release) => (running === null ? linked === release : isRelease(running, release)));

/** The releases a gauge took back. A release that was pushed again since and stayed is none of them. */
export function foundRegressed({ push, recent }: Pick<DeskState, 'push' | 'recent'>): readonly string[] {
  const pushes = [
    ...(push
      ? [
          {
            release: push.release,
            startedAt: push.startedAt,
            at: push.state.at,
            gauge: push.outcome?.gauge ?? null,
            shows: push.hosts.some((row) => row.shows),
          },
        ]
      : []),
    ...recent
      .filter((one) => one.id !== push?.id)
      .map((one) => ({
        release: one.release,
        startedAt: one.startedAt,
        at: one.state,
        gauge: one.outcome?.gauge ?? null,
        shows: false,
      })),
  ].sort((a, b) => b.startedAt - a.startedAt);
  const seen = new Set<string>();
  return pushes.flatMap(({ release, at, gauge, shows }) => {
    if (seen.has(release)) return [];
    seen.add(release);
    return (at === 'rolling back' || at === 'rolled back') && (gauge !== null || shows) ? [release] : [];
  });
}

/** How often each state occurs, the quiet one first, then in the order in which a host passes through them. */
export function tally(
  cells: readonly HostCell[],
): readonly { readonly word: string; readonly mark: MarkName; readonly hosts: number }[] {
  const found = new Map<string, { word: string; mark: MarkName; hosts: number }>();
  for (const { word, mark } of cells) {
    const entry = found.get(word) ?? { word, mark, hosts: 0 };
    entry.hosts++;
    found.set(word, entry);
  }
  return [...found.values()].sort((a, b) => order.indexOf(a.word) - order.indexOf(b.word));
}

const order = [
  'live',
  'staged',
  'switching',
  'new, unproven',
  'running: unproven',
  'verified',
  'reverting',
  'rolled back',
  'runs regressed',
  'broken',
  'failed',
  'unknown',
  'not read yet',
  'left out',
  'staging',
  'on another release',
  'old',
  'not in this push',
];
