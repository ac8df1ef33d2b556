/**
 * What the stand-in for Electron and the test that drives it say to one another, over the IPC of the main process. Addresses are
 * Electron's own (`app://capstan/…`) on this wire.
 */
export interface TrayShown {
  readonly icon: string;
  readonly tooltip: string;
  readonly items: readonly { readonly label: string; readonly enabled: boolean }[];
}

export interface Shown {
  readonly tray: TrayShown | null;
  readonly menu: readonly {
    readonly id: string;
    readonly label: string;
    readonly enabled: boolean;
    readonly accelerator: string;
  }[];
  readonly notifications: readonly { readonly title: string; readonly body: string }[];
  readonly dialogs: readonly { readonly message: string; readonly detail: string; readonly buttons: readonly string[] }[];
  readonly openedOutside: readonly string[];
  readonly windows: number;
  /** Of the newest window. */
  readonly webPreferences: Readonly<Record<string, unknown>>;
  readonly enginePids: readonly number[];
  readonly sandboxed: boolean;
}

/** To the stand-in. Those with `n` are answered under it. */
export type Order =
  | { readonly do: 'read'; readonly n: number }
  | { readonly do: 'fetch'; readonly n: number; readonly url: string; readonly method: string }
  | { readonly do: 'navigate'; readonly n: number; readonly url: string; readonly event: string }
  | { readonly do: 'open'; readonly n: number; readonly url: string }
  | {
      readonly do: 'permission';
      readonly n: number;
      readonly permission: string;
      readonly origin: string;
      readonly isMainFrame: boolean;
    }
  | { readonly do: 'ipc'; readonly channel: string; readonly origin: string; readonly subframe: boolean }
  | { readonly do: 'port'; readonly port: number; readonly data: unknown }
  | { readonly do: 'port-close'; readonly port: number }
  | { readonly do: 'menu'; readonly id: string }
  | { readonly do: 'tray'; readonly label: string }
  | { readonly do: 'notification'; readonly title: string }
  | { readonly do: 'answer'; readonly label: string }
  | { readonly do: 'quit' }
  /** The page goes to another document: its ports end with it. */
  | { readonly do: 'leaving' }
  | { readonly do: 'close-window' }
  | { readonly do: 'app'; readonly event: 'second-instance' | 'open-url' | 'activate'; readonly argv: readonly string[] }
  | { readonly do: 'power'; readonly event: string };

export interface Fetched {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** From the stand-in. */
export type Report =
  | { readonly at: 'answer'; readonly n: number; readonly value: unknown }
  | { readonly at: 'load'; readonly window: number; readonly url: string }
  | { readonly at: 'closed'; readonly window: number }
  | { readonly at: 'ipc'; readonly window: number; readonly channel: string; readonly ports: readonly number[] }
  | { readonly at: 'port'; readonly port: number; readonly data: unknown }
  | { readonly at: 'port-close'; readonly port: number };
