-- Where everyone stands: positions of all reports by actor and by what they are about, each compared with the one before. What each report tells
-- is in laid_positions; here is what is worked out from all of it. The program fills it in with the other views (internal/cross/standing).
ALTER TABLE views ADD COLUMN unsure INTEGER NOT NULL DEFAULT 0; -- positions that are told without confidence

-- Keys that reports have for actors, and who that is by all reports.
CREATE TABLE stand_keys (
  n      INTEGER PRIMARY KEY,          -- of the key
  key    TEXT NOT NULL,
  name   TEXT NOT NULL,                -- in the key, by which keys are found to be one another's; '' for others
  last   TEXT NOT NULL,                -- its last word, where it has several; '' for others
  state  TEXT NOT NULL,                -- of a name, where it is known
  own    INTEGER NOT NULL,             -- 1: of one report alone
  pieces INTEGER NOT NULL,             -- that have it
  joined INTEGER NOT NULL,             -- key that it is by names, itself where it is nobody else's
  actor  INTEGER NOT NULL,             -- and by decision
  reason TEXT NOT NULL,                -- why; '' where it is itself
  conf   REAL NOT NULL,
  called TEXT NOT NULL,                -- what most reports call the actor that has this key
  told   INTEGER NOT NULL,             -- positions of it that are told with confidence
  every  INTEGER NOT NULL,             -- all of them
  groups INTEGER NOT NULL,             -- of issues on which it is told to stand with confidence
  every_groups INTEGER NOT NULL        -- all of them
);
CREATE INDEX stand_keys_name ON stand_keys (name) WHERE name <> '';
CREATE INDEX stand_keys_last ON stand_keys (last) WHERE last <> '';
CREATE INDEX stand_keys_joined ON stand_keys (joined) WHERE joined <> n;
CREATE INDEX stand_keys_reason ON stand_keys (reason) WHERE reason = 'decision';
CREATE INDEX stand_keys_told ON stand_keys (told, n) WHERE told > 0;
CREATE INDEX stand_keys_every ON stand_keys (every, n) WHERE every > 0;

-- What reports call each actor.
CREATE TABLE stand_names (
  actor INTEGER NOT NULL,
  name  TEXT NOT NULL,
  many  INTEGER NOT NULL,
  PRIMARY KEY (actor, name)
) WITHOUT ROWID;
CREATE TABLE stand_name_words (
  word  TEXT NOT NULL,
  actor INTEGER NOT NULL,
  PRIMARY KEY (word, actor)
) WITHOUT ROWID;

-- Words of issues that tell the same, and the groups that they are in.
CREATE TABLE stand_wordings (
  n           INTEGER PRIMARY KEY,
  topic       TEXT NOT NULL,
  words       TEXT NOT NULL,           -- without endings, sorted
  size        INTEGER NOT NULL,        -- how many
  pieces      INTEGER NOT NULL,        -- that tell it
  since       INTEGER NOT NULL,        -- when it was first told
  short       TEXT NOT NULL,           -- its shortest form
  short_size  INTEGER NOT NULL,
  short_since INTEGER NOT NULL,
  leader      INTEGER NOT NULL,        -- the first wording of its group
  grp         INTEGER NOT NULL         -- its group
);
CREATE INDEX stand_wordings_leader ON stand_wordings (leader, short_size, short_since);
CREATE TABLE stand_groups (
  n      INTEGER PRIMARY KEY,
  leader INTEGER NOT NULL,
  name   TEXT NOT NULL
);
-- Wordings by their words; all of them by every two of their words, and those that lead a group the same way.
CREATE TABLE stand_words (
  word    TEXT NOT NULL,
  wording INTEGER NOT NULL,
  PRIMARY KEY (word, wording)
) WITHOUT ROWID;
CREATE TABLE stand_pairs (
  pair    INTEGER NOT NULL,
  since   INTEGER NOT NULL,
  wording INTEGER NOT NULL,
  PRIMARY KEY (pair, since, wording)
) WITHOUT ROWID;
CREATE TABLE stand_leads (
  pair    INTEGER NOT NULL,
  since   INTEGER NOT NULL,
  wording INTEGER NOT NULL,
  PRIMARY KEY (pair, since, wording)
) WITHOUT ROWID;

-- Pieces of evidence: each position of a report once for each of its holders, and what is denied.
CREATE TABLE stand_pieces (
  n         INTEGER PRIMARY KEY,       -- 4096 times the report's, and the place among what it tells
  report    INTEGER NOT NULL,
  ord       INTEGER NOT NULL,          -- the order in which they were told
  key       INTEGER NOT NULL,          -- that the report has for its actor
  actor     INTEGER NOT NULL,
  position  INTEGER NOT NULL,          -- in the report; 0 is what is denied
  denial    INTEGER NOT NULL,
  recap     INTEGER NOT NULL,
  sure      INTEGER NOT NULL,
  authority INTEGER NOT NULL,
  stance    TEXT NOT NULL,
  firmness  INTEGER NOT NULL,          -- -1 none
  red_line  INTEGER NOT NULL,
  code      TEXT NOT NULL,             -- of event data
  origin    INTEGER NOT NULL,          -- whose text it is, as a number
  wording   INTEGER NOT NULL,          -- of its issue, or of the position that is denied
  held      INTEGER NOT NULL,          -- piece that is denied; 0 none
  grp       INTEGER NOT NULL,
  line      INTEGER NOT NULL,
  from_n    INTEGER NOT NULL,          -- piece with which it is compared; 0 none
  changes   TEXT NOT NULL,
  kinds     INTEGER NOT NULL,          -- the same as bits; 0 where nothing changed
  doubts    TEXT NOT NULL              -- JSON; '' none
);
CREATE INDEX stand_pieces_report ON stand_pieces (report, position);
CREATE INDEX stand_pieces_ord ON stand_pieces (ord, n);
CREATE INDEX stand_pieces_key ON stand_pieces (key);
CREATE INDEX stand_pieces_actor ON stand_pieces (actor, ord, n);
CREATE INDEX stand_pieces_wording ON stand_pieces (wording, held, ord, n);
CREATE INDEX stand_pieces_grp ON stand_pieces (grp, ord, n);
CREATE INDEX stand_pieces_line ON stand_pieces (line, ord, n);
CREATE INDEX stand_pieces_holds ON stand_pieces (line, authority, ord, n) WHERE denial = 0 AND recap = 0;
CREATE INDEX stand_pieces_held ON stand_pieces (held) WHERE held <> 0;
CREATE INDEX stand_pieces_from ON stand_pieces (from_n) WHERE from_n <> 0;
CREATE INDEX stand_pieces_denial ON stand_pieces (actor, ord, n) WHERE denial = 1;
CREATE INDEX stand_pieces_changed ON stand_pieces (ord, n, kinds, sure) WHERE kinds <> 0;

-- What one actor was told to hold on one group of issues.
CREATE TABLE stand_lines (
  n       INTEGER PRIMARY KEY,
  actor   INTEGER NOT NULL,
  grp     INTEGER NOT NULL,
  told    INTEGER NOT NULL,            -- positions with confidence
  every   INTEGER NOT NULL,            -- all positions
  stages  INTEGER NOT NULL,            -- pieces with confidence
  pieces  INTEGER NOT NULL,            -- all pieces
  named   INTEGER NOT NULL,            -- pieces with confidence that are not on anonymous word
  every_named INTEGER NOT NULL,        -- all such pieces
  moved   INTEGER NOT NULL,            -- changes with confidence
  every_moved INTEGER NOT NULL,        -- all changes
  last    INTEGER NOT NULL,            -- when it was last told
  current INTEGER NOT NULL,            -- the piece that holds now
  usual   INTEGER NOT NULL             -- days between two on which it was told; 0 where that cannot be said
);
CREATE INDEX stand_lines_actor ON stand_lines (actor, last, n);
CREATE INDEX stand_lines_grp ON stand_lines (grp);
CREATE INDEX stand_lines_last ON stand_lines (last, n);

-- How much there is of each, so that nobody counts a large table.
CREATE TABLE tallies (
  what TEXT PRIMARY KEY,               -- report, appearance, entity; statement, event, position
  n    INTEGER NOT NULL
);
INSERT INTO tallies SELECT 'report', count(*) FROM reports;
INSERT INTO tallies SELECT 'appearance', count(*) FROM appearances;
INSERT INTO tallies SELECT 'entity', count(*) FROM entities;
INSERT INTO tallies SELECT 'statement', count(*) FROM findings WHERE kind = 'statement';
INSERT INTO tallies SELECT 'event', count(*) FROM findings WHERE kind = 'event';
INSERT INTO tallies SELECT 'position', count(*) FROM findings WHERE kind = 'position';
CREATE TRIGGER reports_more AFTER INSERT ON reports BEGIN UPDATE tallies SET n = n + 1 WHERE what = 'report'; END;
CREATE TRIGGER reports_fewer AFTER DELETE ON reports BEGIN UPDATE tallies SET n = n - 1 WHERE what = 'report'; END;
CREATE TRIGGER appearances_more AFTER INSERT ON appearances BEGIN UPDATE tallies SET n = n + 1 WHERE what = 'appearance'; END;
CREATE TRIGGER appearances_fewer AFTER DELETE ON appearances BEGIN UPDATE tallies SET n = n - 1 WHERE what = 'appearance'; END;
CREATE TRIGGER entities_more AFTER INSERT ON entities BEGIN UPDATE tallies SET n = n + 1 WHERE what = 'entity'; END;
CREATE TRIGGER entities_fewer AFTER DELETE ON entities BEGIN UPDATE tallies SET n = n - 1 WHERE what = 'entity'; END;
CREATE TRIGGER findings_more AFTER INSERT ON findings BEGIN UPDATE tallies SET n = n + 1 WHERE what = NEW.kind; END;
CREATE TRIGGER findings_fewer AFTER DELETE ON findings BEGIN UPDATE tallies SET n = n - 1 WHERE what = OLD.kind; END;
