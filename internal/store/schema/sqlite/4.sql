-- Queries that somebody keeps, and how far each person has seen what fits them.
CREATE TABLE saved_queries (
  n        INTEGER PRIMARY KEY,
  name     TEXT NOT NULL,
  screen   TEXT NOT NULL,             -- explore, ledger
  query    TEXT NOT NULL,             -- as it stands in an address
  who      TEXT NOT NULL,
  at       TEXT NOT NULL,             -- RFC 3339, UTC
  UNIQUE (screen, query, name)
);
CREATE TABLE saved_seen (
  query    INTEGER NOT NULL REFERENCES saved_queries (n) ON DELETE CASCADE,
  who      TEXT NOT NULL,
  change   INTEGER NOT NULL,          -- number of the last change that was there
  PRIMARY KEY (query, who)
) WITHOUT ROWID;
