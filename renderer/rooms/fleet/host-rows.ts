import type { DeskState, HostView, PushHostView } from '../../../shared/contract/state';
import { hostMarks, type MarkName } from '../../../shared/desk/marks';
import { formatBytes, short } from '../../../shared/format/words';
import { isActive } from '../../../shared/push/push';
import { isRelease } from '../../../shared/push/release';

/** Groups of host states, worst first: the order of the table, and what it can be narrowed down to. */
export const levels = ['critical', 'unknown', 'warning', 'moving', 'pending', 'out', 'ok'] as const;
export type Level = (typeof levels)[number];

export interface HostState {
  readonly level: Level;
  readonly mark: MarkName;
  readonly word: string;
  /** What there is to say of it; empty: nothing. */
  readonly why: string;
}

/** One host as the table shows it. */
export interface HostRow extends HostState {
  readonly kind: 'host';
  readonly id: string;
  readonly view: HostView;
  /** On another release than the fleet, while no push explains it. */
  readonly drifts: boolean;
  /** Complete releases beside the linked one. */
  readonly staged: readonly string[];
}

/** All hosts of one type in one row. */
export interface TypeRow {
  readonly kind: 'type';
  readonly id: string;
  readonly type: string;
  readonly hosts: number;
  /** Releases that are linked on its hosts, most hosts first. More than one, and no push explains it: it drifts. */
  readonly releases: readonly { readonly release: string; readonly hosts: number }[];
  readonly drifts: boolean;
  /** How many of its hosts are in each level that is not `ok`. */
  readonly levels: readonly { readonly level: Level; readonly hosts: number }[];
  /** The oldest reading; null: one was never read. */
  readonly readAt: number | null;
  readonly latencyMs: number | null;
  readonly freeBytes: number | null;
  readonly failures: number;
}

export type FleetRow = HostRow | TypeRow;

/** The engine reads every host each 30 s while no push runs: three times that is old. */
export const readLateMs = 90_000;
const mb = 1_048_576;
const lowBytes = 1024 * mb;
const fullBytes = 100 * mb;

export type FleetState = Pick<DeskState, 'types' | 'hosts' | 'push' | 'live'>;

/**
 * Makes rows that stay the same object while they say the same, so that a table draws only what has changed. A new reading alone (its time,
 * latency, room) is taken over only when asked for `afresh`: those figures are drawn by themselves.
 */
export function createHostRows(): (desk: FleetState, now: number, afresh: boolean) => readonly HostRow[] {
  let before: readonly HostRow[] = [];
  return (desk, now, afresh) => (before = hostRows(desk, now, before, afresh));
}

/**
 * A row for every host, worst first, then in the order of the configuration. `now` is in the engine's time, in milliseconds; it decides
 * only what is stale. `before`: rows that may be used again.
 */
export function hostRows(desk: FleetState, now: number, before: readonly HostRow[] = [], afresh = true): readonly HostRow[] {
  const active = desk.push !== null && isActive(desk.push.state);
  const pushed = new Map(active ? desk.push.hosts.map((row) => [row.host, row]) : []);
  const known = new Map(before.map((row) => [row.id, row]));
  const rows = desk.types.flatMap((type) =>
    type.hosts.flatMap((host) => {
      const view = desk.hosts[host];
      if (!view) return [];
      const state = stateOf(view, { release: desk.live.release, active, row: pushed.get(host), now });
      const drifts = !active && view.out === null && view.linked !== null && view.linked !== desk.live.release;
      const old = known.get(host);
      const same = old?.drifts === drifts && old.level === state.level && old.word === state.word && old.why === state.why;
      if (old && same && (afresh ? old.view === view : saysTheSame(old.view, view))) return [old];
      const staged = (view.releases ?? []).filter((release) => release !== view.linked);
      return [{ kind: 'host' as const, id: host, view, drifts, staged, ...state }];
    }),
  );
  const sorted = rows.toSorted((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level));
  // Where nothing has changed the list is the same one too.
  return sorted.length === before.length && sorted.every((row, index) => row === before[index]) ? before : sorted;
}

/** Whether only figures differ that every reading brings anew. */
function saysTheSame(one: HostView, other: HostView): boolean {
  return (
    one === other ||
    (one.type === other.type &&
      one.connection === other.connection &&
      one.linked === other.linked &&
      one.running === other.running &&
      one.failures === other.failures &&
      one.out?.at === other.out?.at &&
      (one.readAt === null) === (other.readAt === null) &&
      one.releases?.join() === other.releases?.join())
  );
}

interface Circumstances {
  readonly release: string | null;
  readonly active: boolean;
  readonly row: PushHostView | undefined;
  readonly now: number;
}

/** The worst that is true of a host, and all there is to say. */
export function stateOf(view: HostView, at: Circumstances): HostState {
  const found = troubles(view, at);
  const why = found
    .map((one) => one.why)
    .filter(Boolean)
    .join('; ');
  // Somebody has taken care of it: whatever else is wrong there waits for them.
  if (view.out) {
    const { by, reason } = view.out;
    const first = `by ${by}${reason ? `: ${reason}` : ''}`;
    return { level: 'out', mark: 'dash', word: 'out of service', why: why ? `${first}; ${why}` : first };
  }
  const [worst] = found.toSorted((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level));
  if (worst) return { ...worst, why };
  return view.running === null
    ? { level: 'ok', mark: 'staged', word: 'unproven', why: '' }
    : { level: 'ok', mark: 'staged', word: 'live', why: '' };
}

function troubles(view: HostView, { release, active, row, now }: Circumstances): HostState[] {
  const found: HostState[] = [];
  const add = (level: Level, mark: MarkName, word: string, why = '') => found.push({ level, mark, word, why });
  if (view.connection === 'refused') add('unknown', 'unknown', 'refused', view.error ?? '');
  else if (view.connection === 'lost') add('unknown', 'unknown', 'not reached', view.error ?? '');
  else if (view.readAt === null) add('pending', 'pending', 'not read yet', view.error ?? '');
  else if (view.error !== null) add('critical', 'crit', view.linked === null ? 'not readable' : 'not well', view.error);
  if (row && !['old', 'staging', 'staged', 'verified', 'rolled back'].includes(row.state))
    add(
      row.state === 'failed' || row.state === 'broken' ? 'critical' : row.state === 'unknown' ? 'unknown' : 'moving',
      hostMarks[row.state],
      row.state === 'new' ? 'new, unproven' : row.state,
      row.detail,
    );
  else if (view.linked !== null && view.running !== null && !isRelease(view.running, view.linked))
    add('critical', 'crit', 'runs another', `runs ${short(view.running)}, not what is linked`);
  if (!active && view.linked !== null && view.linked !== release)
    add('warning', 'warn', 'another release', `linked ${short(view.linked)}${release === null ? '' : `, not ${short(release)}`}`);
  if (view.releases !== null && view.linked === null && view.connection === 'connected')
    add('warning', 'warn', 'nothing linked', 'the first push will have nothing to go back to here');
  const free = view.freeBytes;
  if (free !== null && free < lowBytes)
    add(free < fullBytes ? 'critical' : 'warning', free < fullBytes ? 'crit' : 'warn', 'little room', `${formatBytes(free)} free`);
  // A host that cannot be reached fails at every step: that is said already.
  if (view.failures > 0 && view.connection === 'connected' && view.error === null)
    add('warning', 'warn', 'failing', view.failures === 1 ? 'the last step failed' : `the last ${view.failures} steps failed`);
  if (!active && view.connection === 'connected' && view.readAt !== null && now - view.readAt >= readLateMs)
    add('unknown', 'stale', 'stale', 'not read for a while');
  return found;
}

/** One row a type, in the order of the configuration. */
export function typeRows(
  { types, push, live }: Pick<FleetState, 'types' | 'push' | 'live'>,
  rows: readonly HostRow[],
): readonly TypeRow[] {
  const active = push !== null && isActive(push.state);
  const byType = new Map<string, HostRow[]>();
  for (const row of rows) {
    const list = byType.get(row.view.type);
    if (list) list.push(row);
    else byType.set(row.view.type, [row]);
  }
  return types.map(({ name }) => {
    const of = byType.get(name) ?? [];
    const count = new Map<string, number>();
    const states = new Map<Level, number>();
    let readAt: number | null = of.length > 0 ? Infinity : null;
    for (const { view, level } of of) {
      if (view.linked !== null && view.out === null) count.set(view.linked, (count.get(view.linked) ?? 0) + 1);
      if (level !== 'ok') states.set(level, (states.get(level) ?? 0) + 1);
      if (view.out === null) readAt = view.readAt === null || readAt === null ? null : Math.min(readAt, view.readAt);
    }
    const releases = [...count]
      .map(([release, hosts]) => ({ release, hosts }))
      .sort((a, b) => b.hosts - a.hosts || Number(b.release === live.release) - Number(a.release === live.release));
    return {
      kind: 'type',
      id: `type ${name}`,
      type: name,
      hosts: of.length,
      releases,
      drifts: !active && releases.length > 1,
      levels: levels.flatMap((level) => (states.has(level) ? [{ level, hosts: states.get(level) ?? 0 }] : [])),
      readAt: readAt === Infinity ? null : readAt,
      latencyMs: extreme(of, (view) => view.latencyMs, Math.max),
      freeBytes: extreme(of, (view) => view.freeBytes, Math.min),
      failures: of.reduce((sum, { view }) => sum + view.failures, 0),
    };
  });
}

function extreme(rows: readonly HostRow[], valueOf: (view: HostView) => number | null, pick: (a: number, b: number) => number) {
  let found: number | null = null;
  for (const { view } of rows) {
    const value = valueOf(view);
    if (value !== null) found = found === null ? value : pick(found, value);
  }
  return found;
}
