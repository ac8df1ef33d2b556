import type { DeskState, PushView } from '../contract/state';
import { count, formatTime, short } from '../format/words';
import { formatRoute } from '../route';
import type { Notice } from './host-port';
import { pathOfPush } from './summary';

/** A check as far as a notice needs it. */
export interface CheckSight {
  readonly name: string;
  readonly host: string | null;
  readonly state: 'OK' | 'WARNING' | 'CRITICAL' | 'UNKNOWN' | 'PENDING' | 'STALE';
  /** `soft`: it is being tried again before anybody is told. */
  readonly certainty: 'soft' | 'hard';
  readonly said: string;
}

/** The part of the state that notices are made of; `checks`: what is watched between pushes. */
export type Noticed = Pick<DeskState, 'push' | 'preferences'> & { readonly checks?: readonly CheckSight[] };

/**
 * What to tell a person who may not be looking, when one state follows another: only what has come to an end, or waits for
 * them. Nothing where `before` is null: what stood so already when the engine was started is no news.
 */
export function noticesBetween(before: Noticed | null, after: Noticed): Notice[] {
  if (!before) return [];
  const { notify } = after.preferences;
  return [...pushNotices(before.push, after.push), ...checkNotices(before.checks ?? [], after.checks ?? [])].filter(
    (notice) => notify[notice.kind],
  );
}

function pushNotices(before: PushView | null, push: PushView | null): Notice[] {
  if (!push) return [];
  const { state } = push;
  const was = before?.id === push.id ? before.state : null;
  const path = pathOfPush(push);
  const changed = was?.at !== state.at;
  if (state.at === 'done' && changed)
    return [
      {
        kind: 'done',
        title: `${push.id} is live`,
        body: `${short(push.revision)} on ${count(push.hosts.filter((host) => host.changed).length, 'host')}.`,
        path,
      },
    ];
  if (state.at === 'rolled back' && changed)
    return [
      {
        kind: 'rolledBack',
        title: `${push.id} was rolled back`,
        body: `${full(state.why)}${state.pending > 0 ? ` ${count(state.pending, 'host')} still to come back.` : ''}`,
        path,
      },
    ];
  // It never became live, which is what a rollback comes to.
  if (state.at === 'failed' && changed) return [{ kind: 'rolledBack', title: `${push.id} failed`, body: full(state.why), path }];
  if (state.at === 'superseded' && changed)
    return [{ kind: 'held', title: `${push.id} was superseded`, body: full(state.why), path }];
  // Who held it by hand knows.
  if (state.at === 'held' && state.hold.why !== 'person') {
    const same = was?.at === 'held' && was.hold.since === state.hold.since && was.hold.why === state.hold.why;
    if (same) return [];
    const { owner, sentence, until, then } = state.hold;
    const next = { rollback: 'it is rolled back', continue: 'it goes on', hold: 'it stays held' }[then];
    return [
      {
        kind: 'held',
        title: `${push.id} is held: ${owner} decides`,
        body: `${full(sentence)}${until === null ? '' : ` At ${formatTime(until)} ${next}.`}`,
        path,
      },
    ];
  }
  return [];
}

/** Reasons come with their full stop or without. */
const full = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);

const isBad = (check: CheckSight) => check.state === 'CRITICAL' && check.certainty === 'hard';

function checkNotices(before: readonly CheckSight[], after: readonly CheckSight[]): Notice[] {
  const wasBad = new Set(before.filter(isBad).map(keyOf));
  return after
    .filter((check) => isBad(check) && !wasBad.has(keyOf(check)))
    .map((check) => ({
      kind: 'critical',
      title: `${check.name} is critical${check.host === null ? '' : ` on ${check.host}`}`,
      body: check.said,
      path: check.host === null ? formatRoute({ room: 'push', plan: null }) : formatRoute({ room: 'fleet', host: check.host }),
    }));
}

const keyOf = (check: CheckSight) => JSON.stringify([check.name, check.host]);
