import { CapstanError } from '../../../shared/contract/errors';
import type { PushHost } from '../../../shared/push/push';
import { pushNumber } from '../fleet/commands/steps';
import type { FleetHost } from '../fleet/fleet-room';
import type { PushRow } from '../history/pushes';
import { revisionOf } from './artifact';
import type { PushContext } from './context';

/**
 * A push by its name: of this desk's history, completed by what the hosts say; or one that only the hosts know of (another desk made it), put
 * together from their records. Throws NOT_FOUND. The hosts have been read before.
 */
export function findPush(id: string, context: PushContext): PushRow {
  const row = context.history.pushes.get(id);
  const found = row ? withRecords(row, context) : fromRecords(id, context);
  if (found) return found;
  throw new CapstanError('NOT_FOUND', `Neither this desk nor any host knows of ${id}.`, 'Look at `capstan history` for its name.');
}

/** What this desk's row says less than the hosts do: a host that was on its way when an engine was lost, or that a later act brought up. */
function withRecords(row: PushRow, { fleet }: PushContext): PushRow {
  const hosts = { ...row.push.hosts };
  for (const host of fleet.hosts()) {
    const record = fleet.facts(host.name)?.pushes.find((one) => one.push === row.push.id && !one.back);
    const known = hosts[host.name];
    if (!record || known?.changed) continue;
    hosts[host.name] = {
      ...(known ?? firstRow(host)),
      state: 'new',
      changed: true,
      previous: record.previous,
      detail: 'known from the host',
    };
  }
  return { ...row, push: { ...row.push, hosts } };
}

function firstRow(host: FleetHost): PushHost {
  return {
    host: host.name,
    type: host.type.name,
    phase: 0,
    canary: false,
    state: 'unknown',
    changed: true,
    previous: null,
    switchedAt: null,
    verifiedAt: null,
    detail: '',
    at: 0,
    tookMs: null,
  };
}

/** The newest push that some host is on and that has not been taken back there; null: none. */
export function newestOnHosts({ fleet }: PushContext): string | null {
  let newest: { push: string; number: number } | null = null;
  for (const host of fleet.hosts()) {
    for (const record of fleet.facts(host.name)?.pushes ?? []) {
      const number = pushNumber(record.push);
      if (!record.back && record.next === fleet.facts(host.name)?.linked && (newest === null || number > newest.number))
        newest = { push: record.push, number };
    }
  }
  return newest?.push ?? null;
}

function fromRecords(id: string, context: PushContext): PushRow | null {
  const { fleet, clock, config } = context;
  const hosts: Record<string, PushHost> = {};
  let release: string | null = null;
  for (const host of fleet.hosts()) {
    const facts = fleet.facts(host.name);
    const record = facts?.pushes.find((one) => one.push === id);
    if (record) {
      release ??= record.next;
      hosts[host.name] = {
        ...firstRow(host),
        state: record.back ? 'rolled back' : 'new',
        changed: !record.back,
        previous: record.previous,
        switchedAt: record.at === null ? null : record.at * 1000,
        detail: 'known from the host',
        at: clock(),
      };
    } else {
      // It may be about to be switched by whoever makes this push: it gets the new fence too.
      const unread = { detail: `could not be asked whether it runs ${id}`, at: clock() };
      hosts[host.name] = { ...firstRow(host), ...(facts ? { state: 'old', changed: false, at: clock() } : unread) };
    }
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
    number: pushNumber(id),
    fence: fleet.highest().fence,
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
  return row;
}
