import Database from 'better-sqlite3';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mountDisk, noMount, type MountedDisk } from '../../../e2e/mount-disk';
import { openHistory } from './database';
import { databaseBytes } from './file-bytes';
import { createHistory, type History, type HistoryNews } from './history';

// Real disks, full and read-only, and real damage: what SQLite says then is what this is about.

let folder: string;
let data: string;
let file: string;
let disk: MountedDisk | null = null;
const open: History[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'capstan-away-'));
  data = join(folder, 'data');
  file = join(data, 'history.sqlite');
});
afterEach(() => {
  for (const one of open.splice(0)) one.close();
  disk?.[Symbol.dispose]();
  disk = null;
  rmSync(folder, { recursive: true });
});

function opened(): { history: History; news: HistoryNews[]; setAside: string | null } {
  const { db, away, setAside } = openHistory(file);
  const history = createHistory(db, away);
  open.push(history);
  const news: HistoryNews[] = [];
  history.follow((one) => news.push(one));
  return { history, news, setAside };
}

function close(history: History): void {
  open.splice(open.indexOf(history), 1);
  history.close();
}

const say = (history: History, text: string) =>
  history.events.add({ at: 1, push: null, host: null, level: 'info', mark: null, text });
const texts = (history: History) => history.events.list(null, 0, 100_000).map((line) => line.text);
const long = (text: string) => `${text} ${'x'.repeat(3000)}`;
/** Lines until the history is in memory. */
const sayUntilAway = (history: History): string[] => {
  const all: string[] = [];
  for (let at = 0; history.fault() === null; at++) {
    expect(at).toBeLessThan(10_000);
    all.push(long(`line ${at}`));
    say(history, all.at(-1) ?? '');
  }
  return all;
};

describe.skipIf(noMount !== null)(`a history on a full disk${noMount ?? ''}`, () => {
  beforeEach(() => {
    disk = mountDisk(data);
  });

  it('goes on in memory with all that it had, says so once, and is in its file again when there is room', () => {
    const { history, news } = opened();
    say(history, 'before');
    disk?.fill();
    const all = ['before', ...sayUntilAway(history)];
    expect(texts(history)).toEqual(all);
    say(history, 'after');
    history.settings.put('preferences', { launchAtLogin: true });
    expect(history.fault()).toBe(
      `The disk is full, so the history in ${file} cannot be written. Make room there. It is then written again by itself.`,
    );
    expect(news).toHaveLength(1);
    expect(news[0]?.isBad).toBe(true);
    expect(news[0]?.text).toContain('What happens now is kept in memory, and is lost when Capstan stops.');

    history.mend();
    expect(history.fault()).not.toBeNull();
    expect(news).toHaveLength(1);

    disk?.makeRoom();
    history.mend();
    expect(history.fault()).toBeNull();
    expect(news.slice(1)).toEqual([{ text: 'The history is in its file again.', isBad: false }]);
    say(history, 'back');
    close(history);
    const again = opened();
    expect(texts(again.history)).toEqual([...all, 'after', 'back']);
    expect(again.history.settings.get('preferences')).toEqual({ launchAtLogin: true });
    expect([again.setAside, again.history.fault()]).toEqual([null, null]);
    expect(readdirSync(data).filter((name) => !/-(wal|shm)$/.test(name))).toEqual(['history.sqlite']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('does a transaction that failed again, whole and once', () => {
    const { history } = opened();
    say(history, 'before');
    disk?.fill();
    history.together(() => {
      for (let at = 0; at < 200; at++) {
        history.settings.put(`setting ${at}`, long('value'));
        say(history, `in one ${at}`);
      }
    });
    expect(history.fault()).toContain('The disk is full');
    expect(texts(history)).toEqual(['before', ...Array.from({ length: 200 }, (_, at) => `in one ${at}`)]);
  });

  it('goes on counting its lines, though what it had cannot be read', () => {
    const { history } = opened();
    for (let at = 0; at < 50; at++) say(history, `line ${at}`);
    expect(say(history, 'the last').seq).toBe(51);
    disk?.fill();
    sayUntilAway(history);
    const { seq } = say(history, 'one');
    expect(say(history, 'another').seq).toBe(seq + 1);
  });

  it('is written when it is closed, if there is room by then', () => {
    const { history } = opened();
    disk?.fill();
    sayUntilAway(history);
    say(history, 'after');
    disk?.makeRoom();
    close(history);
    expect(texts(opened().history).at(-1)).toBe('after');
  });

  it('opens in memory with all that a crash left in the file and in its log', () => {
    const first = opened();
    say(first.history, 'in the file');
    close(first.history);
    const crashed = new Database(file);
    crashed.prepare("INSERT INTO events (at, level, text) VALUES (1, 'info', 'only in the log')").run();
    const [bytes, wal] = [readFileSync(file), readFileSync(`${file}-wal`)];
    crashed.close();
    writeFileSync(file, bytes);
    writeFileSync(`${file}-wal`, wal);
    disk?.fill();
    const { history, news } = opened();
    expect(texts(history)).toEqual(['in the file', 'only in the log']);
    sayUntilAway(history);
    expect(news).toHaveLength(1);
    disk?.makeRoom();
    close(history);
    const again = opened();
    expect(again.setAside).toBeNull();
    expect(texts(again.history).slice(0, 2)).toEqual(['in the file', 'only in the log']);
  });

  it('is made in memory where there is none yet', () => {
    disk?.fill();
    const { history } = opened();
    say(history, long('first'));
    expect(history.fault()).toContain('The disk is full');
    expect(texts(history)).toEqual([long('first')]);
    disk?.makeRoom();
    close(history);
    expect(texts(opened().history)).toEqual([long('first')]);
  });
});

describe.skipIf(noMount !== null)(`a history on a read-only disk${noMount ?? ''}`, () => {
  beforeEach(() => {
    disk = mountDisk(data);
  });

  it('is in memory with all that it had, and goes back once it can be written', () => {
    const first = opened();
    say(first.history, 'before');
    close(first.history);
    disk?.readOnly();
    const { history, news } = opened();
    expect(texts(history)).toEqual(['before']);
    say(history, 'meanwhile');
    expect(history.fault()).toBe(
      `The history in ${file} cannot be written: the file or its folder is read-only. ` +
        'Make both writable. It is then written again by itself.',
    );
    expect(news).toHaveLength(1);
    history.mend();
    expect(history.fault()).not.toBeNull();
    disk?.writable();
    history.mend();
    expect(history.fault()).toBeNull();
    close(history);
    expect(texts(opened().history)).toEqual(['before', 'meanwhile']);
  });

  it('is in memory where there is none yet, or no directory either', () => {
    disk?.readOnly();
    for (const path of [file, join(data, 'deep', 'history.sqlite')]) {
      file = path;
      const { history } = opened();
      say(history, 'first');
      expect(texts(history)).toEqual(['first']);
      expect(history.fault()).toContain('read-only');
      close(history);
    }
  });

  it('that is damaged is read as far as it can be, and set aside once it can be', () => {
    const first = opened();
    first.history.together(() => {
      for (let at = 0; at < 500; at++) say(first.history, `line ${at} of a history that has grown`);
    });
    first.history.settings.put('preferences', { launchAtLogin: true });
    close(first.history);
    damagePage(/line 300 /);
    const damaged = readFileSync(file);
    disk?.readOnly();
    const { history, setAside } = opened();
    expect(setAside).toBeNull();
    expect(history.fault()).toContain('read-only');
    expect(texts(history).length).toBeGreaterThan(300);
    expect(texts(history).length).toBeLessThan(500);
    expect(history.settings.get('preferences')).toEqual({ launchAtLogin: true });
    disk?.writable();
    history.mend();
    expect(history.fault()).toBeNull();
    close(history);
    const aside = readdirSync(data).filter((name) => name.includes('.unread-'));
    expect(aside).toHaveLength(1);
    expect(readFileSync(join(data, aside[0] ?? '')).equals(damaged)).toBe(true);
  });
});

describe('a history that is damaged while it is open', () => {
  it('goes on with what can be read; the damaged file is set aside', () => {
    const { history, news } = opened();
    history.together(() => {
      for (let at = 0; at < 2000; at++) say(history, `line ${at} of a history that has grown`);
    });
    close(history);
    const second = opened();
    damagePage(/line 1500 /);
    // Nothing is in its cache yet: it is read, and found to be bad.
    const left = texts(second.history);
    expect(left.length).toBeGreaterThan(1500);
    expect(left.length).toBeLessThan(2000);
    expect(second.history.fault()).toBe(`The history in ${file} is damaged. Check the disk. It is then written again by itself.`);
    const { seq } = say(second.history, 'after');
    expect(seq).toBe(2001);
    second.history.mend();
    expect(second.history.fault()).toBeNull();
    expect(second.news.at(-1)?.text).toMatch(/is in its file again\. What was there before is kept as .*\.unread-/);
    close(second.history);
    expect(texts(opened().history)).toEqual([...left, 'after']);
    expect(news).toEqual([]);
  });
});

describe('a history that another program holds', () => {
  it('goes on in memory, and waits until that has let go', { timeout: 30_000 }, () => {
    const { history } = opened();
    say(history, 'before');
    const other = new Database(file);
    other.exec('BEGIN IMMEDIATE');
    say(history, 'meanwhile');
    expect(history.fault()).toContain('Another program holds the history');
    expect(texts(history)).toEqual(['before', 'meanwhile']);
    history.mend();
    expect(history.fault()).not.toBeNull();
    other.exec('ROLLBACK');
    other.close();
    history.mend();
    expect(history.fault()).toBeNull();
    close(history);
    expect(texts(opened().history)).toEqual(['before', 'meanwhile']);
  });
});

describe('a file that is no history', () => {
  it('is set aside', () => {
    mkdirSync(data);
    const db = new Database(file);
    db.exec('CREATE TABLE things (name TEXT); PRAGMA user_version = 4');
    db.close();
    const { history, setAside } = opened();
    expect(existsSync(setAside ?? '')).toBe(true);
    say(history, 'begun');
    expect(history.fault()).toBeNull();
  });

  it('is set aside, as soon as there is another, where it only looks like one', () => {
    mkdirSync(data);
    const db = new Database(file);
    db.exec("CREATE TABLE pushes (name TEXT); INSERT INTO pushes VALUES ('mine')");
    db.close();
    const { history } = opened();
    expect(history.fault()).toContain('table pushes already exists');
    say(history, 'begun');
    history.mend();
    expect(history.fault()).toBeNull();
    const aside = new Database(join(data, readdirSync(data).find((name) => /\.unread-.*Z$/.test(name)) ?? ''));
    expect(aside.prepare('SELECT name FROM pushes').pluck().all()).toEqual(['mine']);
    aside.close();
  });
});

describe('the bytes of a database', () => {
  it.each([512, 4096, 65_536])('are the file’s with what its log has committed (pages of %i)', (pageSize) => {
    mkdirSync(data);
    const db = new Database(file);
    db.pragma(`page_size = ${pageSize}`);
    db.pragma('journal_mode = WAL');
    db.pragma('wal_autocheckpoint = 0');
    db.exec('CREATE TABLE lines (text TEXT)');
    const insert = db.prepare('INSERT INTO lines VALUES (?)');
    for (let round = 0; round < 5; round++) {
      db.transaction(() => {
        for (let at = 0; at < 300; at++) insert.run(`${round} ${at} ${'x'.repeat(at)}`);
      })();
      // The log begins anew, over what was in it.
      if (round === 2) db.pragma('wal_checkpoint(RESTART)');
      if (round === 3) db.exec("DELETE FROM lines WHERE text LIKE '1 %'");
    }
    const all = db.prepare('SELECT text FROM lines').pluck().all();
    const read = (bytes: Buffer | null) => new Database(bytes ?? Buffer.alloc(0)).prepare('SELECT text FROM lines').pluck().all();
    // A copy: to close a file frees the locks that SQLite has on it in this process.
    const copy = join(data, 'copy.sqlite');
    for (const suffix of ['', '-wal']) writeFileSync(copy + suffix, readFileSync(file + suffix));
    expect(read(databaseBytes(copy))).toEqual(all);
    // Cut in the last transaction: that did not happen.
    db.pragma('wal_checkpoint(TRUNCATE)');
    for (const text of ['one more', 'and the last']) insert.run(text);
    for (const suffix of ['', '-wal']) writeFileSync(copy + suffix, readFileSync(file + suffix));
    expect(read(databaseBytes(copy))).toEqual([...all, 'one more', 'and the last']);
    const wal = readFileSync(`${file}-wal`);
    writeFileSync(`${copy}-wal`, wal.subarray(0, wal.length - 10));
    expect(read(databaseBytes(copy))).toEqual([...all, 'one more']);
    expect(databaseBytes(join(data, 'none'))).toBeNull();
    db.close();
  });
});

/** Overwrites the page of the file that has this. */
function damagePage(having: RegExp): void {
  const bytes = readFileSync(file);
  const at = bytes.toString('latin1').search(having);
  expect(at).toBeGreaterThan(0);
  const page = Math.floor(at / 4096) * 4096;
  bytes.fill(0xa5, page, page + 4096);
  writeFileSync(file, bytes);
}
