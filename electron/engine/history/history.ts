import type { Db } from './database';
import { actStatements } from './acts';
import { checkChangeStatements } from './check-changes';
import { configStatements } from './configs';
import { eventStatements } from './events';
import { pushStatements } from './pushes';
import { sampleStatements } from './samples';
import { settingStatements } from './settings';
import { verdictStatements } from './verdicts';

/** What this desk remembers, one small set of statements a subject. `together` makes several writes one. */
export type History = ReturnType<typeof createHistory>;

export function createHistory(db: Db) {
  return {
    pushes: pushStatements(db),
    events: eventStatements(db),
    verdicts: verdictStatements(db),
    samples: sampleStatements(db),
    acts: actStatements(db),
    checks: checkChangeStatements(db),
    configs: configStatements(db),
    settings: settingStatements(db),
    /** Runs `work` in one transaction: all of its writes or none. */
    together: <Result>(work: () => Result): Result => db.transaction(work)(),
    /** Copies the open database to `file` while it is in use. */
    backup: (file: string) => db.backup(file),
    close: () => db.close(),
  };
}
