-- What people note of reports, on words, on findings and on the whole: beside the evidence, and beside decisions. Times are RFC 3339 in UTC.
CREATE TABLE notes (
  n       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id      TEXT NOT NULL UNIQUE,  -- an IRI by which it is known in other stores and programs, too
  parent  BIGINT NOT NULL,         -- the note that it answers; 0 none
  thread  BIGINT NOT NULL,         -- the note that its thread begins with; 0 it begins one
  report  TEXT NOT NULL,         -- digest of the text
  kind    TEXT NOT NULL,         -- of the finding that it is on: statement, event, position; '' it is on none
  who     TEXT NOT NULL,
  at      TEXT NOT NULL,
  changed TEXT NOT NULL,         -- '' never
  deleted TEXT NOT NULL,         -- '' it is not
  body    TEXT NOT NULL,         -- plain text; '' of one that only tags
  more    TEXT NOT NULL,         -- JSON: the words, or the finding by its words; tags, mentions; where it was brought in from
  seal    TEXT NOT NULL,
  touched TEXT COLLATE "C" NOT NULL,       -- the last time that anything of it changed here
  number  INTEGER NOT NULL,      -- by which its finding is known now; 0 none
  lost    TEXT NOT NULL          -- why what it is on is not found; '' it is
);
CREATE INDEX notes_report ON notes (report, n);
CREATE INDEX notes_who ON notes (who, n);
CREATE INDEX notes_parent ON notes (parent, n) WHERE parent <> 0;
CREATE INDEX notes_thread ON notes (thread, n) WHERE thread <> 0;
CREATE INDEX notes_lost ON notes (n) WHERE lost <> '';

-- What notes are found by: their tags and words as they are looked for, and whom they mention.
CREATE TABLE note_keys (
  what TEXT NOT NULL,            -- tag, mention, word
  key  TEXT NOT NULL,
  note BIGINT NOT NULL REFERENCES notes (n),
  PRIMARY KEY (what, key, note)
);
CREATE INDEX note_keys_note ON note_keys (note);

-- What became of notes, each time with what they said then: a log that is only added to.
CREATE TABLE note_log (
  n      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  note   BIGINT NOT NULL REFERENCES notes (n),
  report TEXT NOT NULL,
  at     TEXT NOT NULL,
  who    TEXT NOT NULL,          -- did it
  what   TEXT NOT NULL,          -- add, change, delete, bring
  body   TEXT NOT NULL,
  tags   TEXT NOT NULL,          -- JSON
  seal   TEXT NOT NULL
);
CREATE INDEX note_log_note ON note_log (note, n);
CREATE INDEX note_log_report ON note_log (report, n);
