import { CapstanError } from '../../../../shared/contract/errors';
import type { Plan } from '../../../../shared/contract/state';
import { isActive, type PushHost } from '../../../../shared/push/push';
import { sentence } from '../../fleet/operate';
import type { PushRow } from '../../history/pushes';
import { askAuthority } from '../authority';
import type { PushContext } from '../context';
import { pendingRollbacks, settlePending } from '../pending';
import { makePlan } from '../plan';
import type { Who } from '../session';
import { gaugeViews } from '../watch';
import { clearLock } from './lock';
import { highestSeen, lockedBy, type Room } from './room';

export interface StartInput {
  readonly revision: string;
  readonly override: readonly string[];
  readonly reason: string;
  readonly unlock: boolean;
}

/** Plans a push, takes the lock and sets it going. Throws REFUSED, NEEDS_CONFIRMATION, LOCKED, UNREACHABLE or BUSY, and has changed nothing then. */
export async function startPush(room: Room, input: StartInput, who: Who): Promise<{ push: string }> {
  await leaveLost(room);
  const end = room.begin('Wait for it, hold it, or roll it back.');
  const { context } = room;
  const { board, config, fleet, history, lease } = context;
  const { override, reason } = input;
  try {
    const planned = await makePlan(input.revision, context, history.pushes.newest(1)[0]?.number ?? 0);
    refuse(planned, override);
    if (input.unlock && board.state().lock.kind === 'kept') await clearLock(context, `to push ${planned.short}`, who);
    const lock = await lease
      .take(room.owner(who, null, reason || `push of ${planned.short}`), {
        how: 'take',
        numbered: true,
        leaseMs: config.push.leaseMs,
        seen: highestSeen(context),
      })
      .catch((error: unknown) => {
        throw new CapstanError(
          'UNREACHABLE',
          `The coordinator ${fleet.coordinator().address.name} cannot be reached, so nobody can push: ${sentence(error)}`,
          'Rolling back is still possible.',
        );
      });
    board.set('lock', lease.view(lock));
    if (!lock.done || lock.number === null) throw lockedBy(lease.view(lock));
    // A person has asked for a rollback meanwhile, which takes any lock.
    if (room.isRollingBack() || room.underWay())
      throw new CapstanError('BUSY', 'A rollback has begun meanwhile.', 'Push again when it has ended.');
    const row = newRow(planned, lock.number, lock.fence, who, context);
    history.pushes.add(row);
    const session = await room.open(row);
    const push = session.active;
    // What the push before was judged by says nothing of this one.
    board.set('gauges', gaugeViews(config.gauges, new Map(), context));
    push.say(
      `${who.name} pushes ${planned.short} "${planned.subject}" to ${planned.hosts.length} hosts${reason ? `: ${reason}` : ''}`,
      { mark: 'step' },
    );
    if (override.length > 0) push.say(`Overridden: ${override.join(', ')}`, { level: 'warn', mark: 'warn' });
    for (const host of Object.values(push.push().hosts))
      if (host.state === 'left out') push.say(`left out: ${host.detail}`, { host: host.host, level: 'warn', mark: 'unknown' });
    // They are left out of this push; `converge` brings them up afterwards.
    void settlePending(lock.fence, context, session.closing, (text, host) =>
      push.say(text, { host, level: 'warn', mark: 'rolled back' }),
    ).catch(() => undefined);
    session.go();
    return { push: row.push.id };
  } finally {
    end();
  }
}

/** A push that another desk has taken over stands in nobody's way once the hosts say that it is over. */
async function leaveLost(room: Room): Promise<void> {
  const session = room.session();
  const state = session?.active.push().state;
  if (!session || state?.at !== 'held' || state.hold.why !== 'lease lost') return;
  const authority = await askAuthority(session.active, room.context);
  if (authority.is === 'lost' && isActive(session.active.push().state)) await session.lookWhetherOver(authority.lock);
}

function refuse(planned: Plan, override: readonly string[]): void {
  const refused = planned.warnings.filter(({ code }) => planned.refusals.includes(code) && !override.includes(code));
  if (refused.length === 0) return;
  const codes = refused.map((warning) => warning.code);
  throw new CapstanError(
    codes.includes('irreversible') ? 'NEEDS_CONFIRMATION' : 'REFUSED',
    refused.map((warning) => warning.text).join(' '),
    `Mend it, or override: ${codes.join(', ')}.`,
    codes,
  );
}

function newRow(plan: Plan, number: number, fence: number, who: Who, context: PushContext): PushRow {
  const now = context.clock();
  const pending = pendingRollbacks(context);
  const hosts: Record<string, PushHost> = {};
  for (const host of plan.hosts) {
    const out = host.trouble ?? (pending.has(host.host) ? 'its last rollback is pending' : null);
    hosts[host.host] = {
      host: host.host,
      type: host.type,
      phase: host.phase,
      canary: host.canary,
      state: out === null ? 'old' : 'left out',
      changed: false,
      previous: host.linked,
      switchedAt: null,
      verifiedAt: null,
      detail: out ?? '',
      at: now,
      tookMs: null,
      ...(context.fleet.out(host.host) ? { out: true } : {}),
    };
  }
  return {
    push: {
      id: `r-${number}`,
      revision: plan.revision,
      release: '',
      captain: who.name,
      desk: context.desk.name,
      startedAt: now,
      endedAt: null,
      phases: context.config.push.phases.length,
      state: { at: 'planned' },
      hosts,
    },
    number,
    fence,
    plan,
    config: context.config,
    artifact: null,
    outcome: null,
  };
}
