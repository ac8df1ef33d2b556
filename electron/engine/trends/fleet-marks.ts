import type { NearbyChange, Stretch, TrendMark } from '../../../shared/contract/trends';
import type { PushSummary } from '../../../shared/contract/state';
import type { PushState } from '../../../shared/push/push';
import { nearestChanges } from '../../../shared/trends/nearest-changes';
import type { History } from '../history/history';

const mostPushes = 400;
const mostConfigs = 400;
const mostChecks = 400;
const leastAroundMs = 3_600_000;

/** What happened to the fleet in a stretch of time, oldest first: canaries switched, everywhere, rollbacks, configurations that came into force, checks that changed their state. */
export function fleetMarks(history: History, { fromMs, toMs }: Stretch): TrendMark[] {
  const pushes = history.pushes
    .between(fromMs, toMs, mostPushes)
    .flatMap((push) => pushMarks(push, history.pushes.transitions(push.id)));
  const configs = history.configs.between(fromMs, toMs, mostConfigs).map(({ at, who, reason }): TrendMark => ({
    at,
    kind: 'configuration',
    push: null,
    revision: null,
    who,
    author: null,
    lines: null,
    text: `${who === null ? 'A configuration came into force that was not saved in Capstan' : `${who} changed the configuration`}${reason === '' ? '.' : `: ${reason}`}`,
  }));
  const checks = history.checks.between(fromMs, toMs, mostChecks).map(({ at, name, host, state, said }): TrendMark => ({
    at,
    kind: 'check',
    push: null,
    revision: null,
    who: null,
    author: null,
    lines: null,
    text: `${name}${host === null ? '' : ` on ${host}`} is ${state}${said === '' ? '.' : `: ${said}`}`,
  }));
  return [...pushes, ...configs, ...checks].filter(({ at }) => at >= fromMs && at <= toMs).sort((a, b) => a.at - b.at);
}

/** What happened in and around a stretch, nearest first. */
export function nearbyChanges(history: History, stretch: Stretch): NearbyChange[] {
  const around = Math.max(leastAroundMs, stretch.toMs - stretch.fromMs);
  const wide = { fromMs: Math.max(0, stretch.fromMs - around), toMs: stretch.toMs + around };
  return nearestChanges(fleetMarks(history, wide), stretch);
}

/** The times of a push that are seen in graphs: its first switch, the moment when all were switched, its rollback. */
export function pushMarks(
  push: Pick<PushSummary, 'id' | 'revision' | 'captain' | 'lines'> & { readonly phases: number; readonly author: string },
  transitions: readonly { readonly at: number; readonly state: PushState }[],
): TrendMark[] {
  const mark = (kind: TrendMark['kind'], at: number, says: string, who: string | null = push.captain): TrendMark => ({
    at,
    kind,
    push: push.id,
    revision: push.revision,
    who,
    author: push.author,
    lines: push.lines,
    text: `${push.id} (${push.revision.slice(0, 7)}) ${says}.`,
  });
  const first = transitions.find(({ state }) => state.at === 'switching');
  // The watch of the last phase begins when all hosts are switched.
  const everywhere = transitions.find(({ state }) => state.at === 'watching' && state.phase === push.phases - 1);
  const back = transitions.find(({ state }) => state.at === 'rolling back');
  const marks: TrendMark[] = [];
  if (first) marks.push(mark('canary', first.at, `by ${push.captain}: the first hosts are switched`));
  if (everywhere) marks.push(mark('everywhere', everywhere.at, `by ${push.captain} is on all hosts`));
  if (back?.state.at === 'rolling back')
    marks.push(mark('rollback', back.at, `is rolled back: ${back.state.why.replace(/\.$/, '')}`, back.state.by));
  return marks;
}
