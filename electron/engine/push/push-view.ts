import type { PushEvent, PushState } from '../../../shared/push/push';
import { isActive } from '../../../shared/push/push';
import type { PushView, StagingProgress, StepView } from '../../../shared/contract/state';
import type { PushRow } from '../history/pushes';

interface Transition {
  readonly at: number;
  readonly event: PushEvent;
  readonly state: PushState;
}

/** A push as the page draws it. Pure. */
export function pushView(
  row: PushRow,
  now: {
    transitions: readonly Transition[];
    staging: StagingProgress | null;
    showing: ReadonlySet<string>;
    finishing: boolean;
    interrupted: boolean;
  },
): PushView {
  const { push, plan, config } = row;
  return {
    id: push.id,
    revision: push.revision,
    release: push.release,
    captain: push.captain,
    desk: push.desk,
    startedAt: push.startedAt,
    endedAt: push.endedAt,
    state: push.state,
    phases: config.push.phases,
    steps: steps(row, now.transitions, now.staging),
    hosts: Object.values(push.hosts).map((host) => ({
      host: host.host,
      phase: host.phase,
      canary: host.canary,
      state: host.state,
      changed: host.changed,
      previous: host.previous,
      detail: host.detail,
      at: host.at,
      tookMs: host.tookMs,
      shows: now.showing.has(host.host),
    })),
    commits: plan.commits,
    staging: now.staging,
    irreversible: plan.irreversible,
    outcome: row.outcome,
    finishing: now.finishing,
    interrupted: now.interrupted,
  };
}

function steps(row: PushRow, transitions: readonly Transition[], staging: StagingProgress | null): StepView[] {
  const { push, config } = row;
  const share = (phase: number) => {
    const hosts = config.push.phases[phase]?.hosts;
    return !hosts ? '' : 'share' in hosts ? `${Math.round(hosts.share * 1000) / 10} %` : `${hosts.count} hosts`;
  };
  const entered = (test: (state: PushState) => boolean): number | null => transitions.find((one) => test(one.state))?.at ?? null;
  // A step has ended when something else than it, or a hold of it, was entered after it.
  const left = (test: (state: PushState) => boolean): number | null => {
    const from = transitions.findLastIndex((one) => test(one.state));
    return from < 0 ? null : (transitions.slice(from + 1).find((one) => !test(one.state) && one.state.at !== 'held')?.at ?? null);
  };
  const { state } = push;
  const make = (
    name: string,
    kind: StepView['kind'],
    phase: number | null,
    test: (state: PushState) => boolean,
    lengthMs: number | null,
    note: string,
  ): StepView => {
    const startedAt = entered(test);
    const here = test(state);
    const heldHere =
      state.at === 'held' &&
      (state.during === 'watching' ? kind === 'watch' : state.during === 'switching' ? kind === 'switch' : kind === 'stage') &&
      (phase === null || state.phase === phase);
    const endedAt = here || heldHere ? null : left(test);
    const stoppedHere = startedAt !== null && !here && !heldHere && endedBadly(transitions, test);
    const word: StepView['state'] = here
      ? 'under way'
      : heldHere
        ? 'held'
        : startedAt === null
          ? 'not reached'
          : stoppedHere
            ? kind === 'watch'
              ? 'regressed'
              : 'failed'
            : 'passed';
    return { name, kind, phase, state: word, startedAt, endedAt, lengthMs, note };
  };

  const hosts = Object.values(push.hosts);
  const staged = hosts.filter((host) => host.state !== 'old' && host.state !== 'staging' && host.state !== 'left out').length;
  const list: StepView[] = [
    {
      name: 'Plan',
      kind: 'plan',
      phase: null,
      state: 'passed',
      startedAt: push.startedAt,
      endedAt: push.startedAt,
      lengthMs: null,
      note: `${hosts.length} hosts`,
    },
    make(
      'Stage',
      'stage',
      null,
      (one) => one.at === 'staging',
      staging?.endsAt == null ? null : staging.endsAt - (entered((one) => one.at === 'staging') ?? push.startedAt),
      `${staged} of ${hosts.length}`,
    ),
  ];
  for (const [phase, one] of config.push.phases.entries()) {
    const inPhase = hosts.filter((host) => host.phase === phase);
    const done = inPhase.filter((host) => host.verifiedAt !== null).length;
    list.push(
      make(
        `Switch ${share(phase)}`,
        'switch',
        phase,
        (at) => at.at === 'switching' && at.phase === phase,
        null,
        `${done} of ${inPhase.length} hosts`,
      ),
    );
    list.push(make(`Watch ${share(phase)}`, 'watch', phase, (at) => at.at === 'watching' && at.phase === phase, one.watchMs, ''));
  }
  const back = make(
    'Roll back',
    'roll back',
    null,
    (at) => at.at === 'rolling back',
    null,
    `${hosts.filter((host) => host.state === 'rolled back').length} hosts back`,
  );
  if (back.startedAt !== null) {
    const at = list.findLastIndex((step) => step.startedAt !== null);
    list.splice(at + 1, 0, { ...back, state: state.at === 'rolling back' ? 'under way' : 'passed' });
  }
  return isActive(state) || back.startedAt !== null
    ? list
    : list.map((step) => (step.state === 'under way' ? { ...step, state: 'passed' } : step));
}

function endedBadly(transitions: readonly Transition[], test: (state: PushState) => boolean): boolean {
  const from = transitions.findLastIndex((one) => test(one.state));
  const next = transitions.slice(from + 1).find((one) => one.state.at !== 'held');
  return next !== undefined && (next.state.at === 'rolling back' || next.state.at === 'failed');
}
