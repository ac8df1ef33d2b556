import type { ConfigFault, DoctorRow } from './state';

/** What the guided form asks before there is a `capstan.yaml`. Texts are as typed; empty means left out. */
export interface SetupAnswers {
  readonly name: string;
  readonly types: readonly { readonly name: string; readonly hosts: string }[];
  /** Empty: the first host. */
  readonly coordinator: string;
  readonly path: string;
  readonly user: string;
  readonly port: string;
  readonly identity: string;
  readonly reload: string;
  readonly verify: string;
  readonly releaseHeader: string;
  readonly scrape: string;
  readonly git: string;
  readonly build: string;
  readonly artifact: string;
}

export interface SetupDraft {
  readonly text: string;
  /** `path` of a fault names the answer it comes from, where one does. */
  readonly faults: readonly ConfigFault[];
  /** Where it would be written. */
  readonly file: string;
  /** Something is there already. */
  readonly exists: boolean;
  /** Every host that the answers name, in order. */
  readonly hosts: readonly string[];
}

export interface SetupTried {
  readonly row: DoctorRow;
}

export interface SetupWritten {
  readonly file: string;
  /** This shell opens it by itself: the page comes to the new fleet when its connection is back. */
  readonly opens: boolean;
  /** Why it does not; null: it does. */
  readonly whyNot: string | null;
}
