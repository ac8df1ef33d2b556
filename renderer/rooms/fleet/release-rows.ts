import type { HostPage } from '../../../shared/contract/fleet';
import type { MarkName } from '../../../shared/desk/marks';
import { isRelease } from '../../../shared/push/release';

export interface ReleaseRow {
  readonly release: string;
  readonly mark: MarkName;
  readonly words: readonly string[];
}

/** The releases of a host, what is live first, then where a rollback would go, then the others. Null: they were not read. */
export function releaseRows({ view, pushes }: Pick<HostPage, 'view' | 'pushes'>): readonly ReleaseRow[] | null {
  if (view.releases === null) return null;
  const { linked, running } = view;
  const last = pushes.find((record) => !record.back && record.next === linked && record.previous !== linked);
  const releases = [...new Set([...view.releases, ...(linked === null ? [] : [linked])])];
  return releases
    .map((release) => {
      const words: string[] = [];
      if (release === linked) words.push(view.releases?.includes(release) ? 'linked' : 'linked, but not complete');
      if (running !== null && isRelease(running, release)) words.push('running');
      if (last?.previous === release) words.push(`a rollback of ${last.push} goes here`);
      if (words.length === 0) words.push('staged');
      const back = last?.previous === release;
      const mark: MarkName =
        release === linked ? (view.releases?.includes(release) ? 'verified' : 'crit') : back ? 'back' : 'staged';
      return { release, mark, words };
    })
    .toSorted((a, b) => order.indexOf(a.mark) - order.indexOf(b.mark));
}

const order: readonly MarkName[] = ['crit', 'verified', 'back', 'staged'];
