import { CapstanError } from '../../../shared/contract/errors';
import type { PushHost } from '../../../shared/push/push';
import type { PushRow } from '../history/pushes';
import { revisionOf } from './artifact';
import type { PushContext } from './context';

/**
 * The push that is meant: the one under way, one of this desk's history, or one that only the hosts know of (another desk made
 * it): then it is put together from their records.
 */
export async function findPush(id: string | null, active: PushRow | null, context: PushContext): Promise<PushRow> {
  const { history, fleet } = context;
  if (active && (id === null || active.push.id === id) && Object.values(active.push.hosts).some((host) => host.changed))
    return active;
  if (id !== null) {
    const row = history.pushes.get(id);
    if (row) return row;
  }
  await fleet.readAll({ deadlineMs: 8000, urgent: true });
  const wanted = id ?? newestOnHosts(context);
  if (wanted === null)
    throw new CapstanError(
      'NOT_FOUND',
      'No host has a push that could be rolled back.',
      'Nothing was changed, or everything is back already.',
    );
  const row = history.pushes.get(wanted) ?? fromRecords(wanted, context);
  if (!row)
    throw new CapstanError(
      'NOT_FOUND',
      `Neither this desk nor any host knows of ${wanted}.`,
      'Look at `capstan history` for its name.',
    );
  return row;
}

function newestOnHosts({ fleet }: PushContext): string | null {
  let newest: { push: string; number: number } | null = null;
  for (const host of fleet.hosts()) {
    for (const record of fleet.facts(host.name)?.pushes ?? []) {
      const number = Number(record.push.slice(2));
      if (!record.back && record.next === fleet.facts(host.name)?.linked && (newest === null || number > newest.number))
        newest = { push: record.push, number };
    }
  }
  return newest?.push ?? null;
}

function fromRecords(id: string, context: PushContext): PushRow | null {
  const { fleet, clock, config, history } = context;
  const hosts: Record<string, PushHost> = {};
  let release: string | null = null;
  for (const host of fleet.hosts()) {
    const record = fleet.facts(host.name)?.pushes.find((one) => one.push === id);
    if (!record) continue;
    release ??= record.next;
    hosts[host.name] = {
      host: host.name,
      type: host.type.name,
      phase: 0,
      canary: false,
      state: record.back ? 'rolled back' : 'new',
      changed: !record.back,
      previous: record.previous,
      switchedAt: record.at === null ? null : record.at * 1000,
      verifiedAt: null,
      detail: 'known from the host',
      at: clock(),
      tookMs: null,
    };
  }
  if (release === null) return null;
  const startedAt = Math.min(...Object.values(hosts).map((host) => host.switchedAt ?? clock()));
  const row: PushRow = {
    push: {
      id,
      revision: revisionOf(release),
      release,
      captain: 'another desk',
      desk: 'another desk',
      startedAt,
      endedAt: clock(),
      phases: config.push.phases.length,
      state: { at: 'done' },
      hosts,
    },
    number: Number(id.slice(2)),
    fence: fleet.highestFence(),
    plan: {
      revision: revisionOf(release),
      short: release.slice(0, 7),
      subject: '',
      author: '',
      live: null,
      commits: [],
      warnings: [],
      refusals: [],
      irreversible: [],
      phases: [],
      hosts: [],
      rollbackMs: null,
      gauges: [],
      version: 0,
    },
    config,
    artifact: null,
    outcome: null,
  };
  history.pushes.add(row);
  return row;
}
