import { useEffect, useMemo, useRef } from 'react';
import { create } from 'zustand';
import { infoOf, type ActionId, type ActionInfo } from '../../shared/actions/catalogue';

/** What somebody on the page makes of an action now. */
export interface Offer {
  /** What it would do now, in words: `Roll back 10 hosts to 4f2c91e`. Left out: its name. */
  readonly label?: string;
  /** Why it cannot be done now; null: it can. */
  readonly whyNot: string | null;
  readonly run: () => void;
}

/** An action as buttons, the palette and the sheet show it. */
export interface Action {
  readonly id: ActionId;
  readonly info: ActionInfo;
  readonly label: string;
  readonly whyNot: string | null;
  /** Somebody on the page offers it; otherwise it belongs to a room that is not open. */
  readonly offered: boolean;
}

interface Shown {
  readonly label: string | null;
  readonly whyNot: string | null;
}

/** Only what is drawn is in the store; what an action does is kept beside it, so that a new closure redraws nothing. */
const useShown = create<Readonly<Partial<Record<ActionId, Shown>>>>(() => ({}));
const doers = new Map<ActionId, () => void>();

/**
 * Offers an action for as long as the component is there. `null`: it does not now. Of two that offer the same one, the one that came
 * last counts; there should be one.
 */
export function useOffer(id: ActionId, offer: Offer | null): void {
  const run = useRef<() => void>(() => undefined);
  const shown = offer !== null;
  const label = offer?.label ?? null;
  const whyNot = offer?.whyNot ?? null;
  useEffect(() => {
    run.current = offer?.run ?? (() => undefined);
  });
  useEffect(() => {
    if (!shown) return;
    const mine = () => run.current();
    doers.set(id, mine);
    return () => {
      if (doers.get(id) !== mine) return;
      doers.delete(id);
      useShown.setState({ [id]: undefined });
    };
  }, [id, shown]);
  useEffect(() => {
    if (shown) useShown.setState({ [id]: { label, whyNot } });
  }, [id, shown, label, whyNot]);
}

const toAction = (id: ActionId, shown: Shown | undefined): Action => {
  const info = infoOf(id);
  return {
    id,
    info,
    label: shown?.label ?? info.name,
    whyNot: shown ? shown.whyNot : 'not in this room',
    offered: shown !== undefined,
  };
};

export function useAction(id: ActionId): Action {
  const shown = useShown((all) => all[id]);
  return useMemo(() => toAction(id, shown), [id, shown]);
}

/** As it is now, for who is not drawn again by it: keys, the app menu. */
export const actionNow = (id: ActionId): Action => toAction(id, useShown.getState()[id]);

let version = 0;
useShown.subscribe(() => (version += 1));

/** Counts the changes of what is offered. */
export const actionsVersion = (): number => version;

/** Hears whenever an action is offered otherwise than before. */
export const onActions = (hear: () => void): (() => void) => useShown.subscribe(hear);

/** Does it, if it can be done now. True: it was begun. */
export function perform(id: ActionId): boolean {
  const { whyNot, offered } = actionNow(id);
  const run = doers.get(id);
  if (!offered || whyNot !== null || !run) return false;
  run();
  return true;
}
