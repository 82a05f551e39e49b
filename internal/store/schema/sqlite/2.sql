-- What analysts decided: a log that is only added to. A decision is taken back by a later one that undoes it.
CREATE TABLE decisions (
  n        INTEGER PRIMARY KEY,
  at       TEXT NOT NULL,              -- RFC 3339, UTC
  who      TEXT NOT NULL,
  action   TEXT NOT NULL,              -- accept, reject, correct, merge, note, undo
  report   TEXT NOT NULL,              -- digest of the text
  kind     TEXT NOT NULL,              -- statement, event, position; '' the report itself
  number   INTEGER NOT NULL,           -- of the finding when it was decided
  quote    TEXT NOT NULL,              -- its words, by which it is found again in another reading
  start_at INTEGER NOT NULL,
  field    TEXT NOT NULL,              -- of a correction
  old      TEXT NOT NULL,
  new      TEXT NOT NULL,
  why      TEXT NOT NULL,
  undoes   INTEGER NOT NULL            -- number of the decision that is taken back; 0 none
);
CREATE INDEX decisions_report ON decisions (report, n);
CREATE TRIGGER decisions_stay BEFORE UPDATE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are only added to'); END;
CREATE TRIGGER decisions_remain BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are only added to'); END;
CREATE INDEX appearances_url ON appearances (url) WHERE url <> '';
