import { useMemo, useState } from 'react';
import type { SettingsView } from '../../../shared/contract/settings';
import type { Dashboard } from '../../../shared/contract/trends';
import { useDraftStore } from '../../config-draft/draft-store';
import { useFile } from '../../config-draft/use-draft';
import { begin } from '../../config-draft/working';
import { useDeskStore } from '../../state/desk';
import { useQuery, type Query } from '../../state/query';
import { drafted } from './edit/drafted';

export interface ShownDashboards {
  /** As they are, with what is being edited in them. */
  readonly shown: Query<readonly Dashboard[]>;
  readonly file: Query<SettingsView>;
  /** Keeps showing what was edited until the engine has taken it up: it has just been written. */
  readonly onWritten: () => void;
}

/** The dashboards of the engine, read again whenever it took up another configuration, with what is edited of them and not saved yet. */
export function useDashboards(): ShownDashboards {
  const loadedAt = useDeskStore(({ held }) => held?.desk.config.loadedAt ?? 0);
  const known = useQuery('dashboards', (rpc, signal) => rpc.trends.dashboards(undefined, { signal }), loadedAt);
  const file = useFile();
  const { data } = known;
  const view = useDraftStore((store) => store.view);
  const now = useDraftStore((store) => store.working?.dashboards ?? null);
  const isEdited = useDraftStore(({ edits }) => edits.some(({ path }) => path[0] === 'dashboards'));
  const edited = useMemo(() => {
    const before = view && begin(view.value)?.dashboards;
    return isEdited && before && now && data ? drafted(before, now, data) : null;
  }, [view, now, isEdited, data]);
  // While a push is under way the engine takes up nothing new.
  const [written, setWritten] = useState<{ readonly shown: typeof edited; readonly since: typeof data } | null>(null);
  const shown = edited ?? (written?.since === data ? written.shown : null) ?? data;
  return { shown: { ...known, data: shown }, file, onWritten: () => setWritten({ shown: edited, since: data }) };
}
