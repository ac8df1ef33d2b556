import { isDamage, isTrouble, troubleOf } from '../sqlite-trouble';
import { actStatements } from './acts';
import { checkChangeStatements } from './check-changes';
import { configStatements } from './configs';
import { rememberFile, type Away, type Db } from './database';
import { eventStatements, type EventNumbers } from './events';
import { emptyHistory, rememberFrom, type Remembered } from './in-memory';
import { pushStatements } from './pushes';
import { bringBack } from './bring-back';
import type { Lost } from './rows';
import { sampleStatements } from './samples';
import { settingStatements } from './settings';
import { verdictStatements } from './verdicts';

/** What became of the history itself: for the log, and for whoever is at the terminal. */
export interface HistoryNews {
  readonly text: string;
  readonly isBad: boolean;
}

type Groups = ReturnType<typeof groupsOf>;
/** The same statements, on whichever database there is when one is called. */
type Facade<Group> = {
  readonly [Name in keyof Group]: Group[Name] extends (...input: infer Input) => infer Output ? (...input: Input) => Output : never;
};

/**
 * What this desk remembers, one small set of statements a subject. `together` makes several writes one. None of them throws because of
 * the disk or the state of the file: the history then goes on in memory, from what can be read of the file, and the call is done there.
 */
export type History = { readonly [Name in keyof Groups]: Facade<Groups[Name]> } & {
  /** Runs `work` in one transaction: all of its writes or none. It may be run again from its beginning. */
  together<Result>(work: () => Result): Result;
  /** Copies the open database to `file` while it is in use. */
  backup(file: string): Promise<unknown>;
  /** Why it is kept in memory alone, and what to do; null: it is in its file. */
  fault(): string | null;
  /** Hears what becomes of the history, with what has become of it so far. */
  follow(hear: (news: HistoryNews) => void): void;
  /** Brings a history that is in memory back into its file, if that can be done now. */
  mend(): void;
  close(): void;
};

/** More of them say nothing new. */
const mostLost = 20;

export function createHistory(db: Db, openedAway: Away | null = null): History {
  const file = openedAway?.file ?? (db.memory ? null : db.name);
  const numbers: EventNumbers = { newest: 0 };
  const lostRows = new Set<string>();
  const untold: HistoryNews[] = [];
  let hear: ((news: HistoryNews) => void) | null = null;
  let away = openedAway;
  let present = db;
  let isInside = false;
  /** Where the file is now that could not be read, once it was moved out of the way. */
  let setAside: string | null = null;

  const lost: Lost = (row) => {
    if (lostRows.has(row) || lostRows.size > mostLost) return;
    lostRows.add(row);
    const text =
      lostRows.size > mostLost
        ? 'More rows of the history cannot be read, and are left out.'
        : `The history’s row of ${row} cannot be read, and is left out.`;
    untold.push({ text, isBad: true });
  };
  let groups = groupsOf(present, lost, numbers);

  const use = (next: Db) => {
    present = next;
    groups = groupsOf(next, lost, numbers);
  };

  /** Goes on in memory. */
  const leave = (error: unknown) => {
    const { db: next, kept } = remembered(present, file, isDamage(error));
    use(next);
    if (away === null && file !== null) {
      away = { file, trouble: troubleOf(error, 'the history', file), kept, mayReturn: true };
      untold.push(newsOf(away));
    } else if (away !== null && kept !== 'all') away = { ...away, kept };
  };

  const tell = () => {
    for (let news = untold[0]; hear && news; news = untold[0]) {
      untold.shift();
      hear(news);
    }
  };

  /** Does what the outermost call asks for, again from its beginning where the database had to be left. */
  const guarded = <Result>(work: () => Result): Result => {
    if (isInside) return work();
    isInside = true;
    try {
      for (let tries = 1; ; tries++) {
        try {
          return work();
        } catch (error) {
          if (!isTrouble(error) || tries > 2) throw error;
          leave(error);
        }
      }
    } finally {
      isInside = false;
      tell();
    }
  };

  const facade = <Name extends keyof Groups>(name: Name): Facade<Groups[Name]> =>
    Object.fromEntries(
      Object.keys(groups[name]).map((statement) => [
        statement,
        (...input: unknown[]) =>
          guarded(() => {
            // The group is looked up when it is called: another database has another one.
            const group = groups[name] as unknown as Record<string, (...input: unknown[]) => unknown>;
            return group[statement]?.(...input);
          }),
      ]),
    ) as Facade<Groups[Name]>;

  const mend = () => {
    if (away === null || !away.mayReturn) return;
    const returned = bringBack(present, away);
    setAside = returned.setAside ?? setAside;
    if (!returned.done) {
      away = returned.away;
      return;
    }
    const left = present;
    use(returned.db);
    left.close();
    away = null;
    const aside = setAside === null ? '' : ` What was there before is kept as ${setAside}.`;
    setAside = null;
    untold.push({ text: `The history is in its file again.${aside}`, isBad: false });
    tell();
  };

  if (away !== null) untold.push(newsOf(away));
  return {
    pushes: facade('pushes'),
    events: facade('events'),
    verdicts: facade('verdicts'),
    samples: facade('samples'),
    acts: facade('acts'),
    checks: facade('checks'),
    configs: facade('configs'),
    settings: facade('settings'),
    together: (work) => guarded(() => present.transaction(work)()),
    backup: (to) => present.backup(to),
    fault: () => away && `${away.trouble.what} ${away.trouble.hint}`,
    follow: (listener) => {
      hear = listener;
      tell();
    },
    mend,
    close: () => {
      hear = null;
      mend();
      present.close();
    },
  };
}

function groupsOf(db: Db, lost: Lost, numbers: EventNumbers) {
  return {
    pushes: pushStatements(db, lost),
    events: eventStatements(db, numbers),
    verdicts: verdictStatements(db, lost),
    samples: sampleStatements(db),
    acts: actStatements(db, lost),
    checks: checkChangeStatements(db),
    configs: configStatements(db, lost),
    settings: settingStatements(db, lost),
  };
}

/** A history in memory in place of a database that failed, which is closed. */
function remembered(db: Db, file: string | null, isDamaged: boolean): Remembered {
  let bytes: Buffer | null = null;
  try {
    bytes = db.serialize();
  } catch {
    // Then as it lies in the file.
  }
  try {
    db.close();
  } catch {
    // It is not used any more.
  }
  const made = bytes ? rememberFrom(bytes, isDamaged) : file === null ? null : rememberFile(file);
  return made ?? { db: emptyHistory(), kept: 'none' };
}

function newsOf({ trouble, kept }: Away): HistoryNews {
  const before = {
    all: '',
    part: ' Only a part of what it held could be read.',
    none: ' What it held is not known to this desk now.',
  }[kept];
  return {
    text: `${trouble.what}${before} What happens now is kept in memory, and is lost when Capstan stops. ${trouble.hint}`,
    isBad: true,
  };
}
