import { create } from 'zustand';
import type { SettingsDraft, SettingsEdit, SettingsView } from '../../shared/contract/settings';
import type { Refusal } from '../refusal';
import { slug } from '../../shared/route';
import { textOf } from './plain';
import { addressOf, begin, editsOf, redo, type Working } from './working';

/** What the engine said to some edits. */
export interface Answer {
  /** The edits, as text. */
  readonly to: string;
  readonly draft: SettingsDraft | null;
  readonly refusal: Refusal | null;
}

export interface DraftStore {
  /** The file as it was when the edits began; null: not read yet. */
  readonly view: SettingsView | null;
  readonly working: Working | null;
  readonly edits: readonly SettingsEdit[];
  /** The file as it is now, where it is another one than the edits were begun on. */
  readonly fresh: SettingsView | null;
  readonly answer: Answer | null;
  /** Addresses of gauges before the last save, and what they are since. */
  readonly since: ReadonlyMap<string, string>;
}

const nothing: DraftStore = { view: null, working: null, edits: [], fresh: null, answer: null, since: new Map() };

/** Outlives the room: who looks at another room finds the edits as they were. */
export const useDraftStore = create<DraftStore>(() => nothing);

const { getState, setState } = useDraftStore;

const beginOn = (view: SettingsView): DraftStore => ({ ...nothing, view, working: begin(view.value), since: getState().since });

/** The file as it was read. Edits that were begun on another text are left alone, and it is said that there is a newer one. */
export function take(view: SettingsView): void {
  const { view: before, edits } = getState();
  if (edits.length === 0 || !before) {
    // The same text again would only lose the place of whoever is typing.
    setState(before?.base === view.base && before.text === view.text ? { view, fresh: null } : beginOn(view));
  } else if (before.base === view.base) setState({ view, fresh: null });
  else setState({ fresh: view });
}

export function change(next: (working: Working) => Working): void {
  const { view, working } = getState();
  if (!view || !working) return;
  const made = next(working);
  setState({ working: made, edits: editsOf(view.value, made) });
}

/** Drops all edits; what is shown is the file as it is. */
export function discard(): void {
  const { view, fresh } = getState();
  const now = fresh ?? view;
  setState(now ? beginOn(now) : nothing);
}

/** Makes the same edits on the file as it is now. False: it cannot be shown as forms any more. */
export function redoOnFresh(): boolean {
  const { view, working, fresh } = getState();
  if (!view || !working || !fresh) return false;
  const made = redo(view.value, working, fresh.value);
  if (!made) return false;
  setState({ view: fresh, working: made, edits: editsOf(fresh.value, made), fresh: null, answer: null });
  return true;
}

/** Forgets what was edited: it has been written, and the next reading says how. */
export function saved(): void {
  const { view, working } = getState();
  const before = (view && begin(view.value)?.gauges) ?? [];
  const since = new Map(working?.gauges.map((gauge) => [addressOf(gauge, before), slug(textOf(gauge.value['name']))]));
  setState({ edits: [], fresh: null, answer: null, since });
}

export const answered = (answer: Answer): void => setState({ answer });

/** A tab that is closed with edits in it asks first. */
window.addEventListener('beforeunload', (event) => {
  if (getState().edits.length > 0) event.preventDefault();
});
