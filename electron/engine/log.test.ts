import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openHistory } from './history/database';
import { createHistory, type History } from './history/history';
import { createLog, type Log } from './log';

let folder: string;
let history: History;
let log: Log;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'capstan-log-'));
  history = createHistory(openHistory(join(folder, 'history.sqlite')).db);
  log = createLog(history, () => 5);
});
afterEach(() => {
  log.close();
  history.close();
  rmSync(folder, { recursive: true });
});

async function read(push: string | null, since: number, count: number): Promise<string[]> {
  const texts: string[] = [];
  for await (const line of log.subscribe(push, since)) if (texts.push(line.text) === count) break;
  return texts;
}

describe('the log', () => {
  it('has been written to history before anybody reads it', async () => {
    log.add('one', { push: 'r-1', host: 'www-1', level: 'warn', mark: 'crit' });
    log.add('two');
    expect(history.events.list(null, 0, 10)).toEqual([
      { seq: 1, at: 5, push: 'r-1', host: 'www-1', level: 'warn', mark: 'crit', text: 'one' },
      { seq: 2, at: 5, push: null, host: null, level: 'info', mark: null, text: 'two' },
    ]);
    expect(await read(null, 0, 2)).toEqual(['one', 'two']);
  });

  it('is of one push where that is asked, and only after a number', async () => {
    for (let at = 1; at <= 6; at++) log.add(`line ${at}`, { push: `r-${at % 2}` });
    expect(await read('r-0', 0, 3)).toEqual(['line 2', 'line 4', 'line 6']);
    expect(await read('r-0', 2, 2)).toEqual(['line 4', 'line 6']);
    const next = read('r-1', 5, 1);
    log.add('not this', { push: 'r-0' });
    log.add('this', { push: 'r-1' });
    expect(await next).toEqual(['this']);
    expect(log.readers).toBe(0);
  });

  it('leaves out no line of a long push, also of those that come meanwhile', async () => {
    const lines = 4500;
    history.together(() => {
      for (let at = 1; at <= lines; at++) log.add(`line ${at}`, { push: 'r-1' });
    });
    const texts: string[] = [];
    for await (const line of log.subscribe('r-1', 0)) {
      texts.push(line.text);
      if (texts.length === 1 || texts.length === 3000) log.add(`while reading ${texts.length}`, { push: 'r-1' });
      if (texts.length === lines + 2) break;
    }
    expect(texts.slice(0, lines)).toEqual(Array.from({ length: lines }, (_, at) => `line ${at + 1}`));
    expect(texts.slice(lines)).toEqual(['while reading 1', 'while reading 3000']);
    expect(log.readers).toBe(0);
  });

  it('of everything begins with the newest lines', async () => {
    history.together(() => {
      for (let at = 1; at <= 2500; at++) log.add(`line ${at}`);
    });
    expect((await read(null, 0, 2000)).at(0)).toBe('line 501');
    expect((await read(null, 2400, 100)).at(-1)).toBe('line 2500');
  });

  it('cuts a line that would not end', async () => {
    log.add('x'.repeat(100_000));
    expect((await read(null, 0, 1))[0]).toHaveLength(4000);
  });

  it('ends silently when it is aborted or closed', async () => {
    const stop = new AbortController();
    const aborted = log.subscribe(null, 0, stop.signal).next();
    const closed = log.subscribe(null, 0).next();
    await new Promise((wake) => setImmediate(wake));
    stop.abort();
    expect(await aborted).toEqual({ value: undefined, done: true });
    log.close();
    expect(await closed).toEqual({ value: undefined, done: true });
  });
});
