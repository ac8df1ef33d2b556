import type { Page } from '@playwright/test';
import type { Shown } from './wire';

/** The desktop app as a test uses it: what a person sees of it and can do, under Electron itself or under its stand-in. */
export interface Desktop {
  /** The page of the window that is open, once it is there. */
  page(): Promise<Page>;
  shown(): Promise<Shown>;
  /** Kills the engine's process as the system would. Answers with its id. */
  killEngine(): Promise<number>;
  clickMenu(id: string): Promise<void>;
  /** A line of the tray's menu; nothing: the icon itself. */
  clickTray(label?: string): Promise<void>;
  clickNotification(title: string): Promise<void>;
  /** The button of the question that is asked, or of the next one. */
  answer(label: string): Promise<void>;
  quit(): Promise<void>;
  closeWindow(): Promise<void>;
  /** Somebody started the app once more, with these words. */
  startAgain(argv: readonly string[]): Promise<void>;
  /** Resolves with the exit code when the app is gone. */
  readonly ended: Promise<number | null>;
  /** The app's own folder. */
  readonly data: string;
  close(): Promise<void>;
}

/** How to start it. */
export interface DesktopOptions {
  /** The configuration to open; none: as on the first run. */
  readonly configFile?: string;
  /** A home with nothing of the person who runs the tests. */
  readonly home: string;
  readonly data: string;
  readonly argv?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}
