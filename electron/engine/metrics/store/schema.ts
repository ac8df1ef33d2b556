/**
 * The series file's schema, one step a version. A step that has been released is never edited: it is how an older file becomes today's. Times are
 * milliseconds since 1970. Blocks are found by number: `run * 2^24 + series`, so that those that are sealed together lie together.
 */
export const steps: readonly string[] = [
  `
  -- Where series come from: 'host:<name>' or 'fleet'. hour_done, day_done: all before is rolled up into hours, into days.
  CREATE TABLE sources (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    hour_done INTEGER NOT NULL DEFAULT 0,
    day_done INTEGER NOT NULL DEFAULT 0
  ) STRICT;

  -- What is read in one go: a page of a source.
  CREATE TABLE targets (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES sources(id),
    name TEXT NOT NULL UNIQUE
  ) STRICT;

  -- Labels with their values, each once; a metric's name is the label __name__.
  CREATE TABLE pairs (
    id INTEGER PRIMARY KEY,
    label TEXT NOT NULL,
    value TEXT NOT NULL
  ) STRICT;

  -- A series is its source and its pairs, 4 bytes each, ordered by label.
  CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES sources(id),
    pairs BLOB NOT NULL
  ) STRICT;
  CREATE INDEX series_of_source ON series(source);

  CREATE TABLE metrics (
    name TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    help TEXT,
    unit TEXT
  ) STRICT, WITHOUT ROWID;

  -- What is not sealed yet. layout: the series in the order of their values; carry: the reading before the head, 8 bytes each (NaN: none).
  -- run, minute_run: what it is being sealed into; done: as many series of the layout are in there.
  CREATE TABLE heads (
    id INTEGER PRIMARY KEY,
    target INTEGER NOT NULL REFERENCES targets(id),
    closed INTEGER NOT NULL DEFAULT 0,
    from_ms INTEGER NOT NULL,
    layout BLOB NOT NULL,
    carry BLOB NOT NULL,
    run INTEGER,
    minute_run INTEGER,
    done INTEGER NOT NULL DEFAULT 0
  ) STRICT;

  -- id: head * 4096 + number of the tick.
  CREATE TABLE ticks (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    data BLOB NOT NULL
  ) STRICT;

  -- Sealed blocks that share their times (raw) or their buckets. tier: 0 raw, 1 minute, 2 hour, 3 day. sealed 0: being written, up to series done.
  CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    tier INTEGER NOT NULL,
    source INTEGER NOT NULL REFERENCES sources(id),
    sealed INTEGER NOT NULL,
    done INTEGER NOT NULL DEFAULT 0,
    from_ms INTEGER NOT NULL,
    to_ms INTEGER NOT NULL,
    times BLOB,
    bytes INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX runs_of_source ON runs(source, tier, to_ms);
  CREATE INDEX runs_by_age ON runs(tier, to_ms);

  CREATE TABLE raw_blocks (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
  CREATE TABLE minute_blocks (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
  CREATE TABLE hour_blocks (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
  CREATE TABLE day_blocks (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
  `,
];
