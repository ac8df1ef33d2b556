import type { Plain, SettingsEdit } from '../../shared/contract/settings';
import { slug } from '../../shared/route';
import { again, editsOfGroup, editsOfList } from './edits';
import { isGroup, isList, textOf, type Group } from './plain';
import { beginDashboards, dashboardEdits, redoDashboards } from './working-dashboards';
import type { WorkingDashboard } from './working-types';

/** A gauge as it is being edited. */
export interface WorkingGauge {
  /** Stays the same while it is edited, renamed and moved. */
  readonly id: string;
  /** Which one of the file it was; null: a new one. */
  readonly from: number | null;
  readonly value: Group;
}

/** The parts of the configuration that are edited in the page. */
export interface Working {
  readonly gauges: readonly WorkingGauge[];
  readonly push: Group;
  /** Null: they are written in another way than can be edited here; the rest can. */
  readonly dashboards: readonly WorkingDashboard[] | null;
}

/** The forms of a file; null: it is built in another way than forms can show. */
export function begin(value: Plain): Working | null {
  if (!isGroup(value)) return null;
  const gauges = value['gauges'] ?? [];
  const push = value['push'] ?? {};
  if (!isList(gauges) || !isGroup(push) || !gauges.every(isGroup)) return null;
  return {
    gauges: gauges.map((gauge, from) => ({ id: `g${from}`, from, value: gauge })),
    push,
    dashboards: beginDashboards(value['dashboards']),
  };
}

/** How a field of numbers was typed does not matter: `0.20` is `0.2`. */
function tidied(key: string, value: Plain): Plain {
  if (!isGroup(value)) return value;
  const numbers = key === 'change' ? ['at_least'] : key === 'keep_releases' ? ['last'] : [];
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) =>
      numbers.includes(name) && typeof item === 'string' && /^\s*[+-]?(\d+\.?\d*|\.\d+)\s*$/.test(item)
        ? [name, Number(item)]
        : [name, item],
    ),
  );
}

const tidy = (group: Group): Group => Object.fromEntries(Object.entries(group).map(([key, value]) => [key, tidied(key, value)]));

/** What makes the file what the forms say. Gauges that stay in their places are edited key by key, so that little is touched. */
export function editsOf(began: Plain, working: Working): SettingsEdit[] {
  const before = begin(began);
  if (!before) return [];
  const gauges = working.gauges.map(({ from, value }) => ({ from, value: tidy(value) }));
  const edits = gauges.flatMap(({ from, value }) => {
    const old = from === null ? undefined : before.gauges[from];
    return from === null || !old ? [] : editsOfGroup(['gauges', from], old.value, value);
  });
  edits.push(...editsOfList(['gauges'], before.gauges.length, gauges));
  edits.push(...editsOfGroup(['push'], before.push, tidy(working.push)));
  return before.dashboards && working.dashboards ? [...edits, ...dashboardEdits(before.dashboards, working.dashboards)] : edits;
}

/** Makes the same edits on a file that has changed meanwhile. Gauges are found again by their names. Null: it cannot be shown as forms. */
export function redo(began: Plain, working: Working, fresh: Plain): Working | null {
  const before = begin(began);
  const now = begin(fresh);
  if (!before || !now) return null;
  const { dashboards } = working;
  const isLost = now.dashboards === null && before.dashboards !== null && dashboards !== null;
  if (isLost && dashboardEdits(before.dashboards, dashboards).length > 0) return null;
  const nameOf = (gauge: WorkingGauge | undefined): Plain | undefined => gauge?.value['name'];
  const gone = before.gauges.filter((gauge) => !working.gauges.some(({ from }) => from === gauge.from)).map(nameOf);
  const mine = new Map<Plain | undefined, WorkingGauge>();
  for (const gauge of working.gauges) if (gauge.from !== null) mine.set(nameOf(before.gauges[gauge.from]), gauge);
  const kept = now.gauges
    .filter((gauge) => !gone.includes(nameOf(gauge)))
    .map((gauge): WorkingGauge => {
      const edited = mine.get(nameOf(gauge));
      const old = edited?.from === undefined || edited.from === null ? undefined : before.gauges[edited.from];
      return edited && old
        ? { ...edited, from: gauge.from, value: again(old.value, edited.value, gauge.value) }
        : { ...gauge, id: `f${gauge.id}` };
    });
  const added = working.gauges.filter(({ from }) => from === null);
  const wanted = working.gauges.map(({ id }) => id);
  const rank = ({ id }: WorkingGauge) => (wanted.includes(id) ? wanted.indexOf(id) : wanted.length);
  const reordered = working.gauges.some((gauge, index, all) => (gauge.from ?? 0) < (all[index - 1]?.from ?? -1));
  return {
    gauges: reordered ? [...kept, ...added].sort((a, b) => rank(a) - rank(b)) : [...kept, ...added],
    push: again(before.push, working.push, now.push),
    dashboards:
      before.dashboards && dashboards && now.dashboards
        ? redoDashboards(before.dashboards, dashboards, now.dashboards)
        : now.dashboards,
  };
}

/** What a gauge is called in the address: it keeps its name there while it is renamed. `before`: the gauges of the file. */
export function addressOf({ id, from, value }: WorkingGauge, before: readonly WorkingGauge[]): string {
  return from === null ? id : slug(textOf(before[from]?.value['name'] ?? value['name']));
}

/** A new gauge, so far without anything that decides. */
export function freshGauge(gauges: readonly WorkingGauge[]): WorkingGauge {
  const names = gauges.map(({ value }) => value['name']);
  let number = 1;
  while (names.includes(`gauge ${number}`)) number += 1;
  return { id: `n${crypto.randomUUID()}`, from: null, value: { name: `gauge ${number}`, metric: '', limit: '' } };
}

/** The gauges with one at another place: one up or one down. */
export function moved(gauges: readonly WorkingGauge[], id: string, by: -1 | 1): readonly WorkingGauge[] {
  const at = gauges.findIndex((gauge) => gauge.id === id);
  const one = gauges[at];
  const to = at + by;
  if (!one || to < 0 || to >= gauges.length) return gauges;
  const rest = gauges.filter((gauge) => gauge !== one);
  return [...rest.slice(0, to), one, ...rest.slice(to)];
}
