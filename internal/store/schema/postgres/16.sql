-- Feeds that are watched, with what was seen of each. Times are RFC 3339 in UTC; '' is never.
CREATE TABLE feeds (
  n             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  address       TEXT NOT NULL UNIQUE,
  title         TEXT NOT NULL,         -- as whoever added it calls it, or else the feed itself
  folder        TEXT NOT NULL,         -- in which it stands; '' none
  who           TEXT NOT NULL,         -- added it
  added         TEXT NOT NULL,
  paused        BIGINT NOT NULL,      -- 1: it is not asked
  etag          TEXT NOT NULL,         -- what its server said of the last version
  last_modified TEXT NOT NULL,
  checked       TEXT NOT NULL,         -- the last time it was asked
  changed       TEXT NOT NULL,         -- the last time it had something new
  next          TEXT NOT NULL,         -- it is not asked before; while it is asked, when another may
  failures      BIGINT NOT NULL,      -- in a row
  error         TEXT NOT NULL,         -- of the last time; '' it went well
  reports       BIGINT NOT NULL       -- that came from it, in all
);

-- Pages of feeds: those that came, and those that failed.
CREATE TABLE feed_pages (
  feed  BIGINT NOT NULL REFERENCES feeds (n),
  url   TEXT NOT NULL,
  at    TEXT NOT NULL,
  tries BIGINT NOT NULL,              -- that failed; 0 it came
  error TEXT NOT NULL,
  PRIMARY KEY (feed, url)
);

-- Pages of originals that have some, so that lists can name them: the reading holds them, too.
CREATE TABLE original_pages (
  report BIGINT PRIMARY KEY REFERENCES reports (n),
  pages  TEXT NOT NULL,                -- JSON: from which byte of the text on it stands on which page
  seal   TEXT NOT NULL
);
