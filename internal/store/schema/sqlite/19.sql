-- Own lists: actors, issues, outlets, sources that are one and the same (internal/store/lists). A log that is only added to; the lists of any time
-- are told by the changes up to it, without those that were taken back.
CREATE TABLE list_changes (
  n      INTEGER PRIMARY KEY AUTOINCREMENT,
  at     TEXT NOT NULL,                -- RFC 3339, UTC
  who    TEXT NOT NULL,
  why    TEXT NOT NULL,
  undoes INTEGER NOT NULL,             -- the change that this one takes back; 0 none
  edits  TEXT NOT NULL,                -- JSON: lines that came, changed or went
  seal   TEXT NOT NULL
);
CREATE TRIGGER list_changes_stay BEFORE UPDATE ON list_changes BEGIN SELECT RAISE(ABORT, 'the log of lists is only added to'); END;
CREATE TRIGGER list_changes_all_stay BEFORE DELETE ON list_changes BEGIN SELECT RAISE(ABORT, 'the log of lists is only added to'); END;

ALTER TABLE views ADD COLUMN lists INTEGER NOT NULL DEFAULT 0; -- the last change of the lists that they hold

-- The keys of an actor, for what lists and decisions put together.
CREATE INDEX stand_keys_actor ON stand_keys (actor);
