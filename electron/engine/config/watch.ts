import { watch as watchFolder } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { basename, dirname } from 'node:path';
import { parseConfig } from './parse-config';
import type { ConfigResult } from './parse-config';
import type { Surroundings } from './paths';
import { readConfigText, thisMachine } from './read-config';

export interface WatchOptions {
  readonly around?: Surroundings;
  /** Quiet time after the last sign of a change: editors write in several steps. */
  readonly debounceMs?: number;
  /** How often the file is read anyway: network drives, links to elsewhere and some containers send no events. */
  readonly pollMs?: number;
  /** The text that is in force, if it was read before; otherwise what is there when the watch begins. */
  readonly text?: string;
}

/** A file that is empty for so long is meant to be. */
const emptyForMs = 300;

/**
 * Calls back with the checked configuration each time the file's text changes: written in place, replaced by renaming, gone,
 * or there again. A file that is gone or broken comes as faults, once. Never throws. Returns what ends the watch.
 */
export function watchConfig(file: string, onChange: (result: ConfigResult) => void, options: WatchOptions = {}): () => void {
  const { around = thisMachine(file), debounceMs = 100, pollMs = 3000 } = options;
  const folder = dirname(around.file);
  const name = basename(around.file);
  let watcher: FSWatcher | null = null;
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  /** What was reported last: a text, or the faults of reading it. Null: nothing read yet. */
  let last: string | null = options.text === undefined ? null : `text ${options.text}`;
  let reading: Promise<void> = Promise.resolve();

  const look = async (): Promise<void> => {
    let read = await readConfigText(around.file);
    // Who writes a file in place empties it first: only one that stays empty is meant so.
    if (read.ok && read.text === '') {
      await wait(emptyForMs);
      read = await readConfigText(around.file);
    }
    const now = read.ok ? `text ${read.text}` : `faults ${JSON.stringify(read.faults)}`;
    const first = last === null;
    if (ended || now === last) return;
    last = now;
    if (!first) onChange(read.ok ? parseConfig(read.text, around) : read);
  };
  // One after the other, so that an older reading never overtakes a newer one.
  const queue = (): void => {
    reading = reading.then(look, look);
  };
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(queue, debounceMs);
  };
  // The folder, because the file itself may be replaced by another one of its name.
  const attach = (): void => {
    if (watcher || ended) return;
    try {
      watcher = watchFolder(folder, { persistent: false }, (_, changed) => {
        if (changed === null || changed === name) soon();
      });
      watcher.on('error', detach);
    } catch {
      watcher = null;
    }
  };
  const detach = (): void => {
    watcher?.close();
    watcher = null;
  };

  const poll = setInterval(() => {
    attach();
    queue();
  }, pollMs);
  poll.unref();
  attach();
  queue();
  return () => {
    ended = true;
    clearTimeout(timer);
    clearInterval(poll);
    detach();
  };
}
