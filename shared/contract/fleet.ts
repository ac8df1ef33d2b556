import type { HostView } from './state';

/** Set on a host by a person: pushes leave it out until it is put back. It stands on the host itself, so that every desk sees it. */
export interface OutOfService {
  readonly by: string;
  /** Null: the host has no clock that could be read. */
  readonly at: number | null;
  readonly reason: string;
}

/** One step that was taken on a host, with what it said: what a person reads who wonders what Capstan did there. */
export interface HostOperation {
  readonly at: number;
  /** `read`, `stage`, `switch`, `drain`, `verify` … */
  readonly step: string;
  readonly push: string | null;
  readonly ok: boolean;
  readonly tookMs: number | null;
  /** Exit code; null: it never came to one. */
  readonly code: number | null;
  /** Last lines of what it wrote. */
  readonly output: string;
}

export interface HostPage {
  readonly view: HostView;
  readonly address: string;
  readonly port: number | null;
  readonly path: string;
  readonly fence: number | null;
  readonly writable: boolean | null;
  /** What its type has configured; null: nothing. */
  readonly commands: {
    readonly drain: string | null;
    readonly undrain: string | null;
    readonly reload: string | null;
    readonly verify: string | null;
  };
  readonly scrape: readonly string[];
  /** Records on the host of the pushes that changed it, newest first. */
  readonly pushes: readonly {
    readonly push: string;
    readonly previous: string | null;
    readonly next: string | null;
    readonly back: boolean;
    readonly at: number | null;
  }[];
  /** Newest first. */
  readonly operations: readonly HostOperation[];
  readonly links: Readonly<Record<string, string>>;
}

/** What became of an act on several hosts; the ones that failed say why. */
export interface HostsDone {
  readonly hosts: number;
  readonly failed: readonly { readonly host: string; readonly said: string }[];
}
