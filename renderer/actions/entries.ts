import { actionIds, infoOf, type ActionId } from '../../shared/actions/catalogue';
import type { DeskState } from '../../shared/contract/state';
import { short } from '../../shared/format/words';
import type { Findable } from './find';
import { go } from '../router';
import { actionNow } from './registry';
import { runAction } from './run';

/** A line of the palette. */
export interface Entry extends Findable {
  /** What stands behind the label: its group, or what it is. */
  readonly about: string;
  readonly keys: string | null;
  readonly whyNot: string | null;
  readonly run: () => void;
}

/** Everything the palette can find: all actions as they are now, and by name the hosts, the pushes and the commits that wait. */
export function entries(desk: DeskState | null): readonly Entry[] {
  const actions = actionIds.filter((id) => id !== 'help.palette').map(entryOf);
  if (!desk) return actions;
  const place = (id: string, label: string, words: string, about: string, run: () => void): Entry => ({
    id,
    label,
    words,
    about,
    atOnce: false,
    keys: null,
    whyNot: null,
    run,
  });
  return [
    ...actions,
    ...Object.values(desk.hosts).map((host) =>
      place(`host:${host.host}`, host.host, host.type, `host, ${host.type}`, () => go({ room: 'fleet', host: host.host })),
    ),
    ...desk.recent.map((push) =>
      place(
        `report:${push.id}`,
        `Report of ${push.id}`,
        `${push.revision} ${push.captain}`,
        `${push.result}, ${push.captain}`,
        () => go({ room: 'report', push: push.id, phase: null, gauge: null }),
      ),
    ),
    ...desk.waiting.commits.map((commit) =>
      place(`plan:${commit.revision}`, `Plan ${short(commit.revision)}: ${commit.subject}`, commit.author, commit.author, () =>
        go({ room: 'push', plan: commit.short || short(commit.revision) }),
      ),
    ),
  ];
}

function entryOf(id: ActionId): Entry {
  const info = infoOf(id);
  const { label, whyNot, offered } = actionNow(id);
  const leads = !offered && info.room !== undefined;
  return {
    id,
    label,
    words: `${info.name} ${info.words ?? ''}`,
    about: leads ? `in the ${info.room} room` : info.group,
    atOnce: true,
    keys: info.keys?.[0] ?? null,
    whyNot: leads ? null : whyNot,
    run: () => void runAction(id),
  };
}
