import { matchesGlob } from 'node:path/posix';
import { CapstanError } from '../../../shared/contract/errors';
import type { Plan, PlanHost } from '../../../shared/contract/state';
import { breaks, limitText } from '../../../shared/judge/limit-text';
import { DEFAULT_ALPHA_PUSH } from '../../../shared/judge/alpha';
import { smallestChange } from '../../../shared/judge/smallest-change';
import { outSentence } from '../fleet/out-of-service';
import { assignPhases, atMost, countOf } from '../../../shared/push/phases';
import type { PushContext } from './context';
import { pendingRollbacks } from './pending';
import { gaugeViews } from './watch';

/** Kinds of warning that refuse a push until a captain overrides them by name. */
const refusing: ReadonlySet<Plan['warnings'][number]['code']> = new Set([
  'no-rollback-target',
  'unreachable',
  'irreversible',
  'limit-broken',
]);

/** What a push of this revision would do. Reads hosts and clone; touches nothing. */
export async function makePlan(revisionAsked: string, context: PushContext, turn: number): Promise<Plan> {
  const { config, fleet, git, history, board } = context;
  const revision = await git.resolve(revisionAsked);
  await fleet.readAll({ deadlineMs: 10_000, urgent: true });

  const liveRelease = fleet.live();
  const live = await fullRevision(liveRelease.revision, context);
  const [commits, paths] = await Promise.all([
    git.commits(live, revision),
    config.push.irreversible === null ? [] : git.changedPaths(live, revision),
  ]);
  const [own] = commits.length > 0 && commits[0]?.revision === revision ? commits : await git.commits(null, revision);
  const irreversible =
    config.push.irreversible === null ? [] : paths.filter((path) => matchesGlob(path, config.push.irreversible ?? ''));

  const troubled = new Set(
    history.pushes
      .newest(5)
      .flatMap(({ push }) =>
        Object.values(push.hosts).filter((host) => ['failed', 'broken', 'unknown', 'left out'].includes(host.state)),
      )
      .map((host) => host.host),
  );
  const pending = pendingRollbacks(context);
  const phaseOf = assignPhases(
    fleet.hosts().map((host) => ({
      name: host.name,
      type: host.type.name,
      inTrouble: troubled.has(host.name) || !fleet.facts(host.name) || fleet.out(host.name) !== null,
      pinned: host.type.canaries.includes(host.name) && fleet.out(host.name) === null,
    })),
    config.push.phases,
    turn,
  );
  const hosts: PlanHost[] = fleet.hosts().map((host) => {
    const facts = fleet.facts(host.name);
    const view = board.state().hosts[host.name];
    const { phase = 0, canary = false } = phaseOf.get(host.name) ?? {};
    const out = fleet.out(host.name);
    return {
      host: host.name,
      type: host.type.name,
      phase,
      canary,
      linked: facts?.linked ?? null,
      running: view?.running ?? null,
      hasPrevious: facts?.linked != null && facts.releases.includes(facts.linked),
      freeBytes: facts?.freeBytes ?? null,
      trouble: out
        ? outSentence(out)
        : !facts
          ? (view?.error ?? 'not read')
          : pending.has(host.name)
            ? 'its last rollback is pending'
            : facts.writable
              ? null
              : `${host.path} is not writable`,
    };
  });

  const warnings: Plan['warnings'][number][] = [];
  const warn = (code: Plan['warnings'][number]['code'], text: string) => warnings.push({ code, text });
  const names = (list: readonly PlanHost[]) =>
    `${list
      .slice(0, 3)
      .map((host) => host.host)
      .join(', ')}${list.length > 3 ? ` and ${list.length - 3} more` : ''}`;
  if (live !== null && live === revision && liveRelease.releases.length === 1)
    warn('already-live', `${revision.slice(0, 7)} is live already.`);
  if (live !== null && live !== revision && !(await git.isAncestor(live, revision)))
    warn(
      'not-a-descendant',
      `${revision.slice(0, 7)} does not come after the live ${live.slice(0, 7)}: commits that are live would go.`,
    );
  if (liveRelease.releases.length > 1)
    warn(
      'mixed-fleet',
      `Hosts are on ${liveRelease.releases.length} releases: ${liveRelease.releases.map((one) => `${one.hosts} on ${one.release}`).join(', ')}.`,
    );
  const out = hosts.filter((host) => fleet.out(host.host) !== null);
  if (out.length > 0)
    warn('out-of-service', `${names(out)} ${out.length === 1 ? 'is' : 'are'} left out: ${out[0]?.trouble ?? ''}.`);
  const troubles = hosts.filter((host) => host.trouble !== null && !out.includes(host));
  if (troubles.length > 0) {
    const allowed = atMost(config.push.maxExcluded, hosts.length - out.length);
    const text = `${names(troubles)} cannot take part: ${troubles[0]?.trouble ?? ''}. At most ${allowed} may be left out.`;
    warn(troubles.length > allowed ? 'unreachable' : 'pending-rollback', text);
  }
  const noWayBack = hosts.filter((host) => host.trouble === null && !host.hasPrevious);
  if (noWayBack.length > 0)
    warn('no-rollback-target', `${names(noWayBack)} ${noWayBack.length === 1 ? 'has' : 'have'} no complete release to go back to.`);
  const tight = hosts.filter((host) => host.freeBytes !== null && host.freeBytes < 64 * 1048576);
  if (tight.length > 0) warn('disk', `${names(tight)} ${tight.length === 1 ? 'has' : 'have'} less than 64 MB free.`);
  if (irreversible.length > 0)
    warn(
      'irreversible',
      `Changes ${irreversible.slice(0, 3).join(', ')}: no rollback can undo that. Automation will hold and call instead of rolling back.`,
    );
  const views = gaugeViews(config.gauges, new Map(), context);
  for (const gauge of config.gauges) {
    const value = views.find((view) => view.name === gauge.name)?.value ?? null;
    if (gauge.limit && value !== null && gauge.severity !== 'advisory' && breaks(gauge.limit, value))
      warn('limit-broken', `${gauge.name} is ${round(value)}, beyond its limit ${limitText(gauge)}, before the push.`);
  }
  const blind = context.metrics.blind().filter((name) => config.gauges.some((gauge) => gauge.name === name));
  if (blind.length > 0) warn('gauge-blind', `No host has the metrics of ${blind.join(', ')}.`);

  return {
    revision,
    short: revision.slice(0, 7),
    subject: own?.subject ?? '',
    author: own?.author ?? '',
    live,
    commits,
    warnings,
    refusals: warnings.filter((warning) => refusing.has(warning.code)).map((warning) => warning.code),
    irreversible,
    phases: config.push.phases.map(({ watchMs }, phase) => {
      const inPhase = hosts.filter((host) => host.phase === phase);
      return {
        hosts: inPhase.length,
        watchMs,
        types: config.fleet.types
          .map((type) => ({ type: type.name, hosts: inPhase.filter((host) => host.type === type.name).length }))
          .filter((one) => one.hosts > 0),
      };
    }),
    hosts,
    rollbackMs: rollbackEstimate(context),
    gauges: config.gauges.map((gauge) => ({
      name: gauge.name,
      limit: limitText(gauge),
      unit: gauge.unit,
      ...noticed(gauge.name, hosts, context),
    })),
    version: board.state().version,
  };
}

async function fullRevision(short: string | null, context: PushContext): Promise<string | null> {
  if (short === null) return null;
  return context.git.resolve(short).catch((error: unknown) => {
    if (error instanceof CapstanError && error.message.includes('not installed')) throw error;
    return null;
  });
}

/** From how long hosts took to switch last time: one such step in each batch, and a round trip. */
function rollbackEstimate({ history, config }: PushContext): number | null {
  const took = history.pushes.newest(10).flatMap(({ push }) => Object.values(push.hosts).flatMap((host) => host.tookMs ?? []));
  if (took.length === 0) return null;
  const slowest = took.sort((a, b) => a - b)[Math.floor(took.length * 0.95)] ?? 0;
  const batches = Math.max(
    ...config.fleet.types.map((type) =>
      Math.ceil(type.hosts.length / Math.max(1, countOf(config.push.rollbackBatch, type.hosts.length))),
    ),
  );
  return Math.round(slowest * batches + 200);
}

function noticed(
  gaugeName: string,
  hosts: readonly PlanHost[],
  { config, metrics, clock }: PushContext,
): { couldNotice: number | null; note: string } {
  const gauge = config.gauges.find((one) => one.name === gaugeName);
  if (!gauge) return { couldNotice: null, note: '' };
  const now = clock();
  const readings = hosts
    .filter((host) => gauge.types.includes(host.type))
    .map((host) => ({
      switched: host.phase === 0,
      samples: metrics.readings(gauge.name, host.host, now - config.push.preMs, now),
    }));
  if (!readings.some((one) => one.samples.length > 0)) return { couldNotice: null, note: 'no samples yet' };
  const couldNotice = smallestChange(gauge, readings, {
    watchMs: config.push.phases[0]?.watchMs ?? 0,
    everyMs: config.push.everyMs,
    alpha: { push: DEFAULT_ALPHA_PUSH, gauges: config.gauges.length, phases: config.push.phases.length },
  });
  return { couldNotice, note: couldNotice === null ? 'cannot tell from so few hosts and samples: only its limit decides' : '' };
}

function round(value: number): string {
  return String(Number(value.toPrecision(3)));
}
