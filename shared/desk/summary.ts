import type { DeskState, PushView } from '../contract/state';
import { count, short } from '../format/words';
import { isActive } from '../push/push';
import { formatRoute } from '../route';
import type { DeskSummary } from './host-port';
import { stateBlock, underWay } from './state-block';

/** What is known of a desk without opening its window. */
export function summaryOf(desk: DeskState): DeskSummary {
  const { tone, word, about } = stateBlock(desk, null);
  const { push, live } = desk;
  return {
    tone,
    word,
    about,
    fleet: desk.desk.fleet,
    live:
      live.revision === null
        ? 'What is live is not known yet'
        : `${short(live.revision)} live on ${live.hostsOnIt} of ${count(live.hosts, 'host')}`,
    push: push && { id: push.id, said: saidOf(push), path: pathOfPush(push), active: isActive(push.state) },
  };
}

/** Where a push is looked at: under way in its room, afterwards in its report. */
export const pathOfPush = (push: PushView): string =>
  formatRoute(isActive(push.state) ? { room: 'push', plan: null } : { room: 'report', push: push.id, phase: null, gauge: null });

function saidOf(push: PushView): string {
  const { state } = push;
  const name = `${push.id}, ${short(push.revision)}`;
  switch (state.at) {
    case 'held':
      return `${name}: held, ${state.hold.owner} decides`;
    case 'done':
      return `${name}: live`;
    case 'failed':
    case 'superseded':
    case 'rolling back':
    case 'rolled back':
      return `${name}: ${state.at}, ${state.why}`;
    default:
      return `${name}: ${underWay(push).toLowerCase()}`;
  }
}
