/**
 * The history's schema, one step a version. A step that has been released is never edited: it is how an older file becomes
 * today's. Times are milliseconds since 1970; JSON columns hold the shapes of shared/.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE pushes (
    id TEXT PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,
    revision TEXT NOT NULL,
    release TEXT NOT NULL,
    captain TEXT NOT NULL,
    desk TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    phases INTEGER NOT NULL,
    fence INTEGER NOT NULL,
    state TEXT NOT NULL,
    plan TEXT NOT NULL,
    outcome TEXT
  ) STRICT;

  CREATE TABLE push_hosts (
    push TEXT NOT NULL REFERENCES pushes(id),
    host TEXT NOT NULL,
    row TEXT NOT NULL,
    PRIMARY KEY (push, host)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE transitions (
    id INTEGER PRIMARY KEY,
    push TEXT NOT NULL REFERENCES pushes(id),
    at INTEGER NOT NULL,
    event TEXT NOT NULL,
    state TEXT NOT NULL
  ) STRICT;
  CREATE INDEX transitions_of_push ON transitions(push);

  CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    push TEXT,
    host TEXT,
    level TEXT NOT NULL,
    mark TEXT,
    text TEXT NOT NULL
  ) STRICT;
  CREATE INDEX events_of_push ON events(push, seq);

  CREATE TABLE verdicts (
    id INTEGER PRIMARY KEY,
    push TEXT NOT NULL REFERENCES pushes(id),
    phase INTEGER NOT NULL,
    gauge TEXT NOT NULL,
    at INTEGER NOT NULL,
    word TEXT NOT NULL,
    input BLOB NOT NULL,
    verdict TEXT NOT NULL
  ) STRICT;
  CREATE INDEX verdicts_of_push ON verdicts(push, phase, gauge, id);

  CREATE TABLE samples (
    gauge TEXT NOT NULL,
    host TEXT NOT NULL,
    t INTEGER NOT NULL,
    v REAL NOT NULL,
    n REAL,
    s REAL,
    PRIMARY KEY (gauge, t, host)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE acts (
    key TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    via TEXT NOT NULL,
    verb TEXT NOT NULL,
    input TEXT NOT NULL,
    result TEXT
  ) STRICT;
  `,
  `
  CREATE TABLE drift (
    gauge TEXT NOT NULL,
    at INTEGER NOT NULL,
    length_ms INTEGER NOT NULL,
    delta REAL NOT NULL,
    PRIMARY KEY (gauge, length_ms, at)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE configs (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    sha TEXT NOT NULL,
    who TEXT,
    via TEXT NOT NULL,
    reason TEXT NOT NULL,
    text BLOB NOT NULL
  ) STRICT;

  CREATE TABLE settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE INDEX acts_by_time ON acts(at);
  `,
  `
  CREATE TABLE check_changes (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    name TEXT NOT NULL,
    host TEXT,
    state TEXT NOT NULL,
    said TEXT NOT NULL
  ) STRICT;
  CREATE INDEX check_changes_by_time ON check_changes(at);
  `,
];
