-- Feeds that are watched, with what was seen of each. Times are RFC 3339 in UTC; '' is never.
CREATE TABLE feeds (
  n             INTEGER PRIMARY KEY AUTOINCREMENT,
  address       TEXT NOT NULL UNIQUE,
  title         TEXT NOT NULL,         -- as whoever added it calls it, or else the feed itself
  folder        TEXT NOT NULL,         -- in which it stands; '' none
  who           TEXT NOT NULL,         -- added it
  added         TEXT NOT NULL,
  paused        INTEGER NOT NULL,      -- 1: it is not asked
  etag          TEXT NOT NULL,         -- what its server said of the last version
  last_modified TEXT NOT NULL,
  checked       TEXT NOT NULL,         -- the last time it was asked
  changed       TEXT NOT NULL,         -- the last time it had something new
  next          TEXT NOT NULL,         -- it is not asked before; while it is asked, when another may
  failures      INTEGER NOT NULL,      -- in a row
  error         TEXT NOT NULL,         -- of the last time; '' it went well
  reports       INTEGER NOT NULL       -- that came from it, in all
);

-- Pages of feeds: those that came, and those that failed.
CREATE TABLE feed_pages (
  feed  INTEGER NOT NULL REFERENCES feeds (n),
  url   TEXT NOT NULL,
  at    TEXT NOT NULL,
  tries INTEGER NOT NULL,              -- that failed; 0 it came
  error TEXT NOT NULL,
  PRIMARY KEY (feed, url)
) WITHOUT ROWID;

-- Pages of originals that have some, so that lists can name them: the reading holds them, too.
CREATE TABLE original_pages (
  report INTEGER PRIMARY KEY REFERENCES reports (n),
  pages  TEXT NOT NULL,                -- JSON: from which byte of the text on it stands on which page
  seal   TEXT NOT NULL
);
