import type { ConfigFault } from './state';

/** A value as it stands in `capstan.yaml`. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/** One change of the file. `['gauges', 2, 'limit']` names a place; an index one beyond the end appends. */
export type SettingsEdit =
  | { readonly path: readonly (string | number)[]; readonly value: Plain }
  | { readonly path: readonly (string | number)[]; readonly remove: true };

/** The configuration as its file says it, to be shown as forms. */
export interface SettingsView {
  /** Null: this engine runs without a file. */
  readonly file: string | null;
  readonly text: string;
  /** Names this very text: a save that was begun on another one is refused. */
  readonly base: string;
  /** Why it cannot be written; null: it can. */
  readonly whyNot: string | null;
  /** Plain data of the file, without defaults. */
  readonly value: Plain;
  readonly faults: readonly ConfigFault[];
  /** Host types, for choosing. */
  readonly types: readonly string[];
}

export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed';
  /** Number in the old and in the new text; null: not there. */
  readonly before: number | null;
  readonly after: number | null;
  readonly text: string;
}

/** What the file would be after some edits. */
export interface SettingsDraft {
  readonly text: string;
  /** Changed lines with three lines round each; empty: nothing would change. */
  readonly diff: readonly DiffLine[];
  readonly faults: readonly ConfigFault[];
}

/** One configuration that came into force, with what it changed. */
export interface SettingsChange {
  readonly id: number;
  readonly at: number;
  /** Null: changed with an editor, so nobody is known. */
  readonly who: string | null;
  readonly via: string;
  readonly reason: string;
  readonly diff: readonly DiffLine[];
}

/** What this desk does by itself. Kept in this desk's history, not in the fleet's file. */
export interface Preferences {
  readonly notify: {
    readonly done: boolean;
    readonly rolledBack: boolean;
    readonly held: boolean;
    readonly critical: boolean;
  };
  /** Desktop app only. */
  readonly launchAtLogin: boolean;
}

export const defaultPreferences: Preferences = {
  notify: { done: true, rolledBack: true, held: true, critical: true },
  launchAtLogin: false,
};

export interface Backup {
  readonly file: string;
  readonly at: number;
  readonly bytes: number;
}

/** Who did what from where. */
export interface ActView {
  readonly key: string;
  readonly at: number;
  readonly who: string;
  readonly via: string;
  readonly verb: string;
  /** What it was about, in a few words. */
  readonly about: string;
  /** Null: done or still being done; else why it was refused. */
  readonly refused: string | null;
}
