import { useMemo } from 'react';
import type { Dashboard } from '../../../../shared/contract/trends';
import { useDraftStore } from '../../../config-draft/draft-store';
import { useWhyNotWritten } from '../../../config-draft/use-draft';
import type { WorkingDashboard } from '../../../config-draft/working-types';
import { dashboardIds } from './drafted';

/** What can be edited of the dashboards, and of the one that is shown. */
export interface Editable {
  /** Why none of them can be; null: they can. */
  readonly whyNot: string | null;
  readonly all: readonly WorkingDashboard[];
  /** The one that is shown, as it is edited; null: it is none of the file. */
  readonly own: WorkingDashboard | null;
  /** Why the one that is shown cannot be; null: it can. */
  readonly whyNotOwn: string | null;
}

const none: readonly WorkingDashboard[] = [];

export function useEditable(shown: Dashboard | null): Editable {
  const whyNotWritten = useWhyNotWritten();
  const isRead = useDraftStore(({ view }) => view !== null);
  const all = useDraftStore(({ working }) => working?.dashboards ?? null);
  const ids = useMemo(() => dashboardIds(all ?? none), [all]);
  const whyNot =
    whyNotWritten ??
    (all ? null : isRead ? 'the dashboards are written in a way that only an editor can change' : 'the file is being read');
  const own = shown && !shown.generated ? (ids.get(shown.id) ?? null) : null;
  const whyNotOwn =
    whyNot ??
    (own
      ? null
      : shown?.generated
        ? 'it is made from what the hosts expose: copy it to capstan.yaml first'
        : shown
          ? 'it is not in the file any more'
          : 'no dashboard is open');
  return { whyNot, all: all ?? none, own, whyNotOwn };
}
