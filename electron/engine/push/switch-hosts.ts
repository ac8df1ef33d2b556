import { atMost, countOf } from '../../../shared/push/phases';
import { reloadFailed, serviceStep, switchStep } from '../fleet/commands/steps';
import { reloadOf, type FleetHost } from '../fleet/fleet-room';
import { inParallel } from '../fleet/in-parallel';
import { outSentence } from '../fleet/out-of-service';
import { said } from '../fleet/operate';
import type { ActivePush } from './active-push';
import { shortName } from './artifact';
import { deadlines, type PushContext } from './context';

/** Why switching stopped before the phase was over. */
export type SwitchEnd =
  | { readonly end: 'switched' }
  | { readonly end: 'stopped' }
  /** A host refused the fence: another desk acts, and this one stops. */
  | { readonly end: 'overtaken' }
  | { readonly end: 'too many failed'; readonly why: string };

/**
 * Switches the hosts of a phase, at most a batch of each type out of service at once. `mayGoOn` is asked before each host: a
 * hold or a lease that runs out stops it between hosts, never in the middle of one.
 */
export async function switchPhase(
  active: ActivePush,
  phase: number,
  context: PushContext,
  signal: AbortSignal,
  mayGoOn: () => Promise<boolean>,
): Promise<SwitchEnd> {
  const { push, config } = active.row();
  const all = Object.values(push.hosts);
  const allowed = atMost(config.push.maxFailedHosts, all.length);
  const waiting = all
    .filter((host) => host.phase === phase && (host.state === 'staged' || (host.state === 'switching' && host.changed)))
    .flatMap((host) => context.fleet.host(host.host) ?? []);
  const failed = () => Object.values(active.push().hosts).filter((host) => host.state === 'failed' || host.state === 'broken');
  let stopped = false;
  let overtaken = false;

  await Promise.all(
    [...new Set(waiting.map((host) => host.type))].map((type) => {
      const hosts = waiting.filter((host) => host.type === type);
      const width = Math.max(1, countOf(config.push.batch, type.hosts.length));
      return inParallel(hosts, width, async (host) => {
        if (signal.aborted || overtaken || failed().length > allowed) return;
        if (!(await mayGoOn())) {
          stopped = true;
          return;
        }
        if ((await switchHost(active, host, context, signal, mayGoOn)) === 'overtaken') overtaken = true;
      });
    }),
  );
  signal.throwIfAborted();
  if (overtaken) return { end: 'overtaken' };
  const bad = failed();
  if (bad.length > allowed) {
    const [first] = bad;
    return {
      end: 'too many failed',
      why: `${bad.length} of ${all.length} hosts failed after the switch, at most ${allowed} may: ${first?.host ?? ''}: ${first?.detail ?? ''}`,
    };
  }
  return stopped ? { end: 'stopped' } : { end: 'switched' };
}

/**
 * Switches hosts again that are linked to the push's release and do not run it, as a crash in the middle of their switch leaves them. Hosts that
 * fail are put back, as in any switch.
 */
export async function switchUnproven(
  active: ActivePush,
  phase: number,
  context: PushContext,
  signal: AbortSignal,
  mayGoOn: () => Promise<boolean>,
): Promise<'overtaken' | 'done'> {
  const half = Object.values(active.push().hosts).filter((row) => row.changed && row.state === 'switching' && row.phase <= phase);
  let overtaken = false;
  await inParallel(
    half.flatMap((row) => context.fleet.host(row.host) ?? []),
    64,
    async (host) => {
      if (!signal.aborted && (await switchHost(active, host, context, signal, mayGoOn)) === 'overtaken') overtaken = true;
    },
  );
  signal.throwIfAborted();
  return overtaken ? 'overtaken' : 'done';
}

/**
 * Drain, switch, reload, verify, undrain, read back; a host that fails is put back at once. `overtaken`: it refused the fence, so another desk
 * acts and nothing was changed. `mayGoOn` is asked again after the drain, which may be long.
 */
export async function switchHost(
  active: ActivePush,
  host: FleetHost,
  context: PushContext,
  signal: AbortSignal,
  mayGoOn: () => Promise<boolean>,
): Promise<'overtaken' | null> {
  const { fleet, metrics, clock } = context;
  const { fence, push } = active.row();
  const startedAt = clock();
  if (fleet.out(host.name)) {
    leaveOut(active, host, fleet);
    return null;
  }
  await metrics.scrapeNow([host], 700);
  if (signal.aborted) return null;
  const linked = fleet.facts(host.name)?.linked ?? null;
  active.host(host.name, {
    state: 'switching',
    changed: true,
    switchedAt: clock(),
    // Never this push's own release, or the way back would lead nowhere.
    previous: linked === null || linked === push.release ? (active.push().hosts[host.name]?.previous ?? linked) : linked,
  });
  metrics.switching(host.name, clock());

  const before = active.push().hosts[host.name];
  const failure = await forward(active, host, context, signal, fence, mayGoOn);
  if (signal.aborted) return null;
  const tookMs = clock() - startedAt;
  if (failure === null) return null;
  if (failure === 'overtaken' || failure === 'stopped') {
    active.host(host.name, {
      state: 'staged',
      changed: false,
      detail: failure === 'stopped' ? 'not switched: this desk may not act' : 'another desk acts',
    });
    return failure === 'overtaken' ? failure : null;
  }
  if (failure === 'out') {
    // Another desk took it out a moment ago. Its drain stands.
    await fleet.read(host, { urgent: true, signal }).catch(() => undefined);
    leaveOut(active, host, fleet);
    return null;
  }
  active.say(failure, { host: host.name, level: 'error', mark: 'failed' });
  active.host(host.name, { state: 'reverting', detail: failure, tookMs });
  const put = await putBack(host, { fence, push: push.id, release: before?.previous ?? null }, context, signal);
  if (signal.aborted) return null;
  if (!put.ok && put.fence !== null) {
    active.host(host.name, { state: 'unknown', detail: `${failure}; another desk acts` });
    return 'overtaken';
  }
  if (put.ok || put.unchanged) {
    active.host(host.name, { state: 'failed', changed: false, detail: failure, tookMs: clock() - startedAt });
    active.say(put.ok ? `put back to ${shortName(put.release)}` : 'had not been switched yet', {
      host: host.name,
      level: 'warn',
      mark: 'failed',
    });
  } else {
    active.host(host.name, {
      state: 'broken',
      detail: `${failure}; could not be put back: ${put.said}`,
      tookMs: clock() - startedAt,
    });
    active.say(`could not be put back: ${put.said}`, { host: host.name, level: 'error', mark: 'failed' });
  }
  return null;
}

/** A person has taken it out of service: it is left out on purpose, and nobody counts it as a failure. */
function leaveOut(active: ActivePush, host: FleetHost, fleet: PushContext['fleet']): void {
  const detail = outSentence(fleet.out(host.name));
  active.host(host.name, { state: 'left out', changed: false, out: true, detail });
  active.say(`left out: ${detail}`, { host: host.name, level: 'warn', mark: 'warn' });
}

/**
 * Null when the host is linked to and running the release; `out`, `overtaken`, `stopped`: it was not touched, since it is out of service, has a
 * higher fence, or this desk may no longer act; else what it said.
 */
async function forward(
  active: ActivePush,
  host: FleetHost,
  context: PushContext,
  signal: AbortSignal,
  fence: number,
  mayGoOn: () => Promise<boolean>,
): Promise<string | null> {
  const { fleet, clock } = context;
  const { push } = active.row();
  const startedAt = clock();
  try {
    if (host.type.drain) {
      await fleet.command(host, 'drain', host.type.drain, { deadlineMs: deadlines.switchMs, signal, push: push.id });
      if (!(await mayGoOn())) {
        await undrain(host, push.id, context, signal);
        return 'stopped';
      }
    }
    const { result, stderr, tookMs } = await fleet.operate(
      host,
      switchStep({ path: host.path, fence, push: push.id, release: push.release, way: 'forward', reload: reloadOf(host) }),
      { deadlineMs: deadlines.switchMs, signal, urgent: true, push: push.id },
    );
    fleet.saw(host, { linked: result.linked, running: null });
    if (result.refused === 'out') return 'out';
    if (result.refused === 'fence') {
      await undrain(host, push.id, context, signal);
      return 'overtaken';
    }
    if (result.refused) return refusal(result.refused, result.fence);
    active.host(host.name, {
      state: 'new',
      previous: active.push().hosts[host.name]?.previous ?? result.was,
      detail: `linked in ${tookMs} ms`,
      tookMs,
    });
    if (result.reload !== 0) return `${reloadFailed(result.reload ?? 0)}${stderr ? `: ${stderr}` : ''}`;
    const verified = await fleet.verify(host, push.release, signal, push.id);
    if (!verified.ok) return `not verified: ${verified.said}`;
    await undrain(host, push.id, context, signal);
    fleet.saw(host, { linked: push.release, running: verified.running });
    await context.metrics.scrapeNow([host], 700);
    const took = clock() - startedAt;
    active.host(host.name, {
      state: verified.proven ? 'verified' : 'new',
      verifiedAt: clock(),
      detail: verified.proven ? `linked and running ${push.release}` : 'running: unproven',
      tookMs: took,
    });
    const name = shortName(push.release);
    active.say(
      `linked ${name}, running ${verified.proven ? `${name}: verified` : 'unproven: new'}, ${(took / 1000).toFixed(1)} s`,
      { host: host.name, mark: verified.proven ? 'ok' : 'new' },
    );
    return null;
  } catch (error) {
    return said(host.name, error);
  }
}

/** Links the release before (or the named one), reloads, and reads back that it runs. */
export async function putBack(
  host: FleetHost,
  to: { fence: number; push: string; release: string | null },
  context: PushContext,
  signal: AbortSignal,
): Promise<
  | { ok: true; release: string; tookMs: number; proven: boolean }
  | { ok: false; said: string; fence: number | null; unchanged: boolean }
> {
  const { fleet, clock, metrics } = context;
  const startedAt = clock();
  try {
    const { result, stderr } = await fleet.operate(
      host,
      switchStep({ path: host.path, fence: to.fence, push: to.push, release: to.release, way: 'back', reload: reloadOf(host) }),
      { deadlineMs: deadlines.switchMs, signal, urgent: true, push: to.push },
    );
    metrics.switching(host.name, startedAt);
    fleet.saw(host, { linked: result.linked, running: null });
    if (result.refused) {
      // Drained for a switch that never came: it has to take work again.
      if (result.refused === 'not changed') await undrain(host, to.push, context, signal);
      return {
        ok: false,
        said: refusal(result.refused, result.fence),
        fence: result.fence,
        unchanged: result.refused === 'not changed',
      };
    }
    const release = result.linked ?? '';
    if (result.reload !== 0)
      return {
        ok: false,
        said: `linked ${release}, but ${reloadFailed(result.reload ?? 0)}${stderr ? `: ${stderr}` : ''}`,
        fence: null,
        unchanged: false,
      };
    const verified = await fleet.verify(host, release, signal, to.push, { urgent: true });
    if (!verified.ok) return { ok: false, said: `linked ${release}, but ${verified.said}`, fence: null, unchanged: false };
    await undrain(host, to.push, context, signal);
    fleet.saw(host, { linked: release, running: verified.running });
    return { ok: true, release, tookMs: clock() - startedAt, proven: verified.proven };
  } catch (error) {
    return { ok: false, said: said(host.name, error), fence: null, unchanged: false };
  }
}

/** Lets a host take work again, unless a person has taken it out of service meanwhile, from this desk or another. */
export async function undrain(host: FleetHost, push: string, { fleet }: PushContext, signal: AbortSignal): Promise<void> {
  if (host.type.undrain === null) return;
  const operation = { deadlineMs: deadlines.switchMs, signal, push };
  // A host that does not say takes work again: a rollback waits for nothing.
  const asked = await fleet.operate(host, serviceStep(host.path, 'read'), operation).catch(() => null);
  if (asked) fleet.saw(host, { out: asked.result.out });
  if (asked?.result.out == null) await fleet.command(host, 'undrain', host.type.undrain, operation);
}

export function refusal(refused: 'fence' | 'out' | 'incomplete' | 'no previous' | 'not changed', fence: number | null): string {
  switch (refused) {
    case 'out':
      return 'refused: it is out of service';
    case 'fence':
      return `refused: another desk has acted with fence ${String(fence)}`;
    case 'incomplete':
      return 'refused: the release is not complete there';
    case 'no previous':
      return 'there is no release to go back to';
    case 'not changed':
      return 'this push has not changed it';
  }
}
