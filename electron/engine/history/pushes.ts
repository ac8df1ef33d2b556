import { isActive, type Push, type PushEvent, type PushHost, type PushState } from '../../../shared/push/push';
import type { Outcome, Plan, PushSummary } from '../../../shared/contract/state';
import type { Config } from '../../../shared/config/config';
import type { Db } from './database';
import { objectOf, readable, type Lost } from './rows';

/** A push with what it was decided from: enough to go on after a crash. */
export interface PushRow {
  readonly push: Push;
  readonly number: number;
  readonly fence: number;
  readonly plan: Plan;
  /** Gauges, phases and hosts as they were configured when the push began: a reload does not change a push under way. */
  readonly config: Config;
  readonly artifact: { readonly sha256: string; readonly sizeBytes: number } | null;
  readonly outcome: Outcome | null;
}

interface Raw {
  id: string;
  number: number;
  revision: string;
  release: string;
  captain: string;
  desk: string;
  started_at: number;
  ended_at: number | null;
  phases: number;
  fence: number;
  state: string;
  plan: string;
  outcome: string | null;
}

export function pushStatements(db: Db, lost: Lost) {
  const insert = db.prepare<Raw>(
    `INSERT INTO pushes (id, number, revision, release, captain, desk, started_at, ended_at, phases, fence, state, plan, outcome)
     VALUES (@id, @number, @revision, @release, @captain, @desk, @started_at, @ended_at, @phases, @fence, @state, @plan, @outcome)`,
  );
  const putHost = db.prepare<[string, string, string]>(
    'INSERT INTO push_hosts (push, host, row) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET row = excluded.row',
  );
  const putState = db.prepare<[string, number | null, string]>('UPDATE pushes SET state = ?, ended_at = ? WHERE id = ?');
  const putTransition = db.prepare<[string, number, string, string]>(
    'INSERT INTO transitions (push, at, event, state) VALUES (?, ?, ?, ?)',
  );
  const putFence = db.prepare<[number, string]>('UPDATE pushes SET fence = ? WHERE id = ?');
  const putRelease = db.prepare<[string, string, string]>('UPDATE pushes SET release = ?, plan = ? WHERE id = ?');
  const putOutcome = db.prepare<[string, string]>('UPDATE pushes SET outcome = ? WHERE id = ?');
  const one = db.prepare<[string], Raw>('SELECT * FROM pushes WHERE id = ?');
  const same = db.prepare<[string, number], Raw>('SELECT * FROM pushes WHERE id = ? OR number = ?');
  const drop = db.prepare<[string]>('DELETE FROM pushes WHERE id = ?');
  const dropHosts = db.prepare<[string]>('DELETE FROM push_hosts WHERE push = ?');
  const olderThan = db.prepare<[number, number], Raw>('SELECT * FROM pushes WHERE number < ? ORDER BY number DESC LIMIT ?');
  const overlapping = db.prepare<[number, number, number], Raw>(
    'SELECT * FROM pushes WHERE started_at <= ? AND coalesce(ended_at, 9000000000000000) >= ? ORDER BY number DESC LIMIT ?',
  );
  const hostsOf = db.prepare<[string], { host: string; row: string }>('SELECT host, row FROM push_hosts WHERE push = ?');
  const transitionsOf = db.prepare<[string], { at: number; event: string; state: string }>(
    'SELECT at, event, state FROM transitions WHERE push = ? ORDER BY id',
  );

  const load = (raw: Raw): PushRow | null => {
    const hosts: Record<string, PushHost> = {};
    const unread: string[] = [];
    for (const { host, row } of hostsOf.all(raw.id)) {
      const read = readable(`${host} in ${raw.id}`, lost, () => objectOf<PushHost>(row, 'host', 'state'));
      if (read) hosts[read.host] = read;
      else unread.push(host);
    }
    const row = loadWith(raw, hosts);
    if (row) for (const host of unread) hosts[host] = unknownHost(host, row);
    return row;
  };

  const loadWith = (raw: Raw, hosts: Record<string, PushHost>): PushRow | null =>
    readable(raw.id, lost, () => {
      const decided = objectOf<Pick<PushRow, 'plan' | 'config' | 'artifact'>>(raw.plan, 'plan', 'config');
      const row: PushRow = {
        push: {
          id: raw.id,
          revision: raw.revision,
          release: raw.release,
          captain: raw.captain,
          desk: raw.desk,
          startedAt: raw.started_at,
          endedAt: raw.ended_at,
          phases: raw.phases,
          state: objectOf<PushState>(raw.state, 'at'),
          hosts,
        },
        number: raw.number,
        fence: raw.fence,
        ...decided,
        outcome: raw.outcome === null ? null : objectOf<Outcome>(raw.outcome, 'verdict'),
      };
      // Whoever lists pushes needs this of each: one without it is not readable either.
      summary(row);
      return row;
    });

  /** Newest first; rows that cannot be read take no place. */
  const newestRows = (limit: number): PushRow[] => {
    const rows: PushRow[] = [];
    for (let before = Number.MAX_SAFE_INTEGER; rows.length < limit;) {
      const found = olderThan.all(before, limit - rows.length);
      const last = found.at(-1);
      if (!last) break;
      before = last.number;
      rows.push(...found.flatMap((raw) => load(raw) ?? []));
    }
    return rows;
  };

  return {
    /** Writes a push that is about to begin. */
    add: db.transaction((row: PushRow) => {
      const { push } = row;
      // One that nobody can read has nothing to lose, and must not be in the way of the same push as the hosts know it.
      for (const raw of same.all(push.id, row.number)) {
        if (load(raw) !== null) continue;
        dropHosts.run(raw.id);
        drop.run(raw.id);
      }
      insert.run({
        id: push.id,
        number: row.number,
        revision: push.revision,
        release: push.release,
        captain: push.captain,
        desk: push.desk,
        started_at: push.startedAt,
        ended_at: push.endedAt,
        phases: push.phases,
        fence: row.fence,
        state: JSON.stringify(push.state),
        plan: JSON.stringify({ plan: row.plan, config: row.config, artifact: row.artifact }),
        outcome: row.outcome && JSON.stringify(row.outcome),
      });
      for (const host of Object.values(push.hosts)) putHost.run(push.id, host.host, JSON.stringify(host));
    }),
    /** Writes a transition down before it is acted on. */
    move: db.transaction((push: Push, event: PushEvent, at: number) => {
      putTransition.run(push.id, at, JSON.stringify(event), JSON.stringify(push.state));
      putState.run(JSON.stringify(push.state), push.endedAt, push.id);
    }),
    host: (push: string, host: PushHost) => void putHost.run(push, host.host, JSON.stringify(host)),
    /** Writes a state that changed without a transition (hosts that were pending came back). */
    state: (push: Push) => void putState.run(JSON.stringify(push.state), push.endedAt, push.id),
    /** Writes the release, once the artifact is made. */
    artifact: (row: PushRow) =>
      void putRelease.run(
        row.push.release,
        JSON.stringify({ plan: row.plan, config: row.config, artifact: row.artifact }),
        row.push.id,
      ),
    fence: (push: string, fence: number) => void putFence.run(fence, push),
    outcome: (push: string, outcome: Outcome) => void putOutcome.run(JSON.stringify(outcome), push),
    get: (id: string): PushRow | null => {
      const raw = one.get(id);
      return raw ? load(raw) : null;
    },
    /** Newest first. */
    newest: newestRows,
    /** Pushes that were under way in [from, to], newest first, in their one line each, with who wrote the revision and the number of their phases. */
    between: (from: number, to: number, limit: number): (PushSummary & { readonly author: string; readonly phases: number })[] =>
      overlapping.all(to, from, limit).flatMap((raw) => {
        const row = loadWith(raw, {});
        return row ? [{ ...summary(row), author: row.plan.author, phases: raw.phases }] : [];
      }),
    transitions: (id: string) =>
      transitionsOf.all(id).flatMap(
        ({ at, event, state }) =>
          readable(`a step of ${id}`, lost, () => ({
            at,
            event: objectOf<PushEvent>(event, 'type'),
            state: objectOf<PushState>(state, 'at'),
          })) ?? [],
      ),
    summaries: (limit: number): PushSummary[] => newestRows(limit).map(summary),
  };
}

/**
 * A host whose row cannot be read. It was in the push, so a rollback has to ask it: without a release to go back to, what the host itself
 * has written down decides.
 */
function unknownHost(host: string, { push, plan }: PushRow): PushHost {
  // An older Capstan's plan may have had none.
  const planned = (plan.hosts as Plan['hosts'] | undefined)?.find((one) => one.host === host);
  const { state } = push;
  const mayBeOnIt = isActive(state) || state.at === 'done' || (state.at === 'rolled back' && state.pending > 0);
  return {
    host,
    type: planned?.type ?? '',
    phase: planned?.phase ?? 0,
    canary: planned?.canary ?? false,
    state: 'unknown',
    changed: mayBeOnIt,
    previous: null,
    switchedAt: null,
    verifiedAt: null,
    detail: 'what this desk knew of it cannot be read',
    at: push.endedAt ?? push.startedAt,
    tookMs: null,
  };
}

/** The one line that a table shows of a push. */
export function summary({ push, plan, outcome }: PushRow): PushSummary {
  const lines = plan.commits.reduce((sum, commit) => sum + commit.added + commit.removed, 0);
  return {
    id: push.id,
    revision: push.revision,
    release: push.release,
    captain: push.captain,
    startedAt: push.startedAt,
    endedAt: push.endedAt,
    state: push.state.at,
    commits: plan.commits.length,
    lines,
    tookMs: push.endedAt === null ? null : push.endedAt - push.startedAt,
    result: outcome?.verdict ?? push.state.at,
    outcome,
  };
}
