import { useEffect, useEffectEvent } from 'react';
import { Refusal } from '../refusal';
import { link, useDeskStore, useIsLive } from '../state/desk';
import { useQuery, type Query } from '../state/query';
import { useWhyNot } from '../state/rights';
import type { SettingsView } from '../../shared/contract/settings';
import type { ConfigFault } from '../../shared/contract/state';
import { answered, take, useDraftStore } from './draft-store';

const quietMs = 250;

/** Reads the file, again whenever the engine took up another one, and hands it to the forms. */
export function useFile(): Query<SettingsView> {
  const refresh = useDeskStore(({ held }) => `${held?.desk.config.loadedAt ?? 0} ${held?.desk.config.faults.length ?? 0}`);
  const query = useQuery('settings', (rpc, signal) => rpc.settings.read(undefined, { signal }), refresh);
  const { data } = query;
  useEffect(() => {
    if (data) take(data);
  }, [data]);
  return query;
}

/** Asks the engine what the file would be, once nobody has typed for a moment. `onStale`: the file is another one by now. */
export function useDraft(onStale: () => void): void {
  const live = useIsLive();
  const base = useDraftStore((store) => store.view?.base ?? '');
  const edits = useDraftStore((store) => store.edits);
  // It may be another function each time: the room is drawn anew with every word of a push, and the question must not begin anew with it.
  const stale = useEffectEvent(onStale);
  useEffect(() => {
    if (!live || edits.length === 0) return;
    const to = JSON.stringify(edits);
    const stopping = new AbortController();
    const timer = setTimeout(() => {
      link()
        .call((rpc, signal) => rpc.settings.draft({ base, edits: [...edits] }, { signal }), stopping.signal)
        .then(
          (draft) => answered({ to, draft, refusal: null }),
          (error: unknown) => {
            if (stopping.signal.aborted) return;
            const refusal = error instanceof Refusal ? error : new Refusal('UNEXPECTED', String(error), '');
            if (refusal.code === 'STALE') stale();
            else answered({ to, draft: null, refusal });
          },
        );
    }, quietMs);
    return () => {
      clearTimeout(timer);
      stopping.abort();
    };
  }, [live, base, edits]);
}

const none: readonly never[] = [];

/** What would be wrong with the file as it is edited, as the engine said last. */
export function useDraftFaults(): readonly ConfigFault[] {
  return useDraftStore(({ edits, answer }) => (edits.length > 0 ? answer?.draft?.faults : null) ?? none);
}

/** Why the file cannot be written from here; null: it can. */
export function useWhyNotWritten(): string | null {
  const right = useWhyNot('captain');
  const whyNot = useDraftStore(({ view }) => view?.whyNot ?? null);
  return right ?? whyNot;
}
