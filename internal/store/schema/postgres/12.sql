-- Where everyone stands: positions of all reports by actor and by what they are about, each compared with the one before. What each report tells
-- is in laid_positions; here is what is worked out from all of it. The program fills it in with the other views (internal/cross/standing).
ALTER TABLE views ADD COLUMN unsure BIGINT NOT NULL DEFAULT 0; -- positions that are told without confidence

-- Keys that reports have for actors, and who that is by all reports.
CREATE TABLE stand_keys (
  n      BIGINT PRIMARY KEY,          -- of the key
  key    TEXT COLLATE "C" NOT NULL,
  name   TEXT COLLATE "C" NOT NULL,                -- in the key, by which keys are found to be one another's; '' for others
  last   TEXT COLLATE "C" NOT NULL,                -- its last word, where it has several; '' for others
  state  TEXT COLLATE "C" NOT NULL,                -- of a name, where it is known
  own    BIGINT NOT NULL,             -- 1: of one report alone
  pieces BIGINT NOT NULL,             -- that have it
  joined BIGINT NOT NULL,             -- key that it is by names, itself where it is nobody else's
  actor  BIGINT NOT NULL,             -- and by decision
  reason TEXT COLLATE "C" NOT NULL,                -- why; '' where it is itself
  conf   DOUBLE PRECISION NOT NULL,
  called TEXT COLLATE "C" NOT NULL,                -- what most reports call the actor that has this key
  told   BIGINT NOT NULL,             -- positions of it that are told with confidence
  every  BIGINT NOT NULL,             -- all of them
  groups BIGINT NOT NULL,             -- of issues on which it is told to stand with confidence
  every_groups BIGINT NOT NULL        -- all of them
);
CREATE INDEX stand_keys_name ON stand_keys (name) WHERE name <> '';
CREATE INDEX stand_keys_last ON stand_keys (last) WHERE last <> '';
CREATE INDEX stand_keys_joined ON stand_keys (joined) WHERE joined <> n;
CREATE INDEX stand_keys_reason ON stand_keys (reason) WHERE reason = 'decision';
CREATE INDEX stand_keys_told ON stand_keys (told, n) WHERE told > 0;
CREATE INDEX stand_keys_every ON stand_keys (every, n) WHERE every > 0;

-- What reports call each actor.
CREATE TABLE stand_names (
  actor BIGINT NOT NULL,
  name  TEXT COLLATE "C" NOT NULL,
  many  BIGINT NOT NULL,
  PRIMARY KEY (actor, name)
);
CREATE TABLE stand_name_words (
  word  TEXT COLLATE "C" NOT NULL,
  actor BIGINT NOT NULL,
  PRIMARY KEY (word, actor)
);

-- Words of issues that tell the same, and the groups that they are in.
CREATE TABLE stand_wordings (
  n           BIGINT PRIMARY KEY,
  topic       TEXT COLLATE "C" NOT NULL,
  words       TEXT COLLATE "C" NOT NULL,           -- without endings, sorted
  size        BIGINT NOT NULL,        -- how many
  pieces      BIGINT NOT NULL,        -- that tell it
  since       BIGINT NOT NULL,        -- when it was first told
  short       TEXT COLLATE "C" NOT NULL,           -- its shortest form
  short_size  BIGINT NOT NULL,
  short_since BIGINT NOT NULL,
  leader      BIGINT NOT NULL,        -- the first wording of its group
  grp         BIGINT NOT NULL         -- its group
);
CREATE INDEX stand_wordings_leader ON stand_wordings (leader, short_size, short_since);
CREATE TABLE stand_groups (
  n      BIGINT PRIMARY KEY,
  leader BIGINT NOT NULL,
  name   TEXT COLLATE "C" NOT NULL
);
-- Wordings by their words; all of them by every two of their words, and those that lead a group the same way.
CREATE TABLE stand_words (
  word    TEXT COLLATE "C" NOT NULL,
  wording BIGINT NOT NULL,
  PRIMARY KEY (word, wording)
);
CREATE TABLE stand_pairs (
  pair    BIGINT NOT NULL,
  since   BIGINT NOT NULL,
  wording BIGINT NOT NULL,
  PRIMARY KEY (pair, since, wording)
);
CREATE TABLE stand_leads (
  pair    BIGINT NOT NULL,
  since   BIGINT NOT NULL,
  wording BIGINT NOT NULL,
  PRIMARY KEY (pair, since, wording)
);

-- Pieces of evidence: each position of a report once for each of its holders, and what is denied.
CREATE TABLE stand_pieces (
  n         BIGINT PRIMARY KEY,       -- 4096 times the report's, and the place among what it tells
  report    BIGINT NOT NULL,
  ord       BIGINT NOT NULL,          -- the order in which they were told
  key       BIGINT NOT NULL,          -- that the report has for its actor
  actor     BIGINT NOT NULL,
  position  BIGINT NOT NULL,          -- in the report; 0 is what is denied
  denial    BIGINT NOT NULL,
  recap     BIGINT NOT NULL,
  sure      BIGINT NOT NULL,
  authority BIGINT NOT NULL,
  stance    TEXT COLLATE "C" NOT NULL,
  firmness  BIGINT NOT NULL,          -- -1 none
  red_line  BIGINT NOT NULL,
  code      TEXT COLLATE "C" NOT NULL,             -- of event data
  origin    BIGINT NOT NULL,          -- whose text it is, as a number
  wording   BIGINT NOT NULL,          -- of its issue, or of the position that is denied
  held      BIGINT NOT NULL,          -- piece that is denied; 0 none
  grp       BIGINT NOT NULL,
  line      BIGINT NOT NULL,
  from_n    BIGINT NOT NULL,          -- piece with which it is compared; 0 none
  changes   TEXT COLLATE "C" NOT NULL,
  kinds     BIGINT NOT NULL,          -- the same as bits; 0 where nothing changed
  doubts    TEXT COLLATE "C" NOT NULL              -- JSON; '' none
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
  n       BIGINT PRIMARY KEY,
  actor   BIGINT NOT NULL,
  grp     BIGINT NOT NULL,
  told    BIGINT NOT NULL,            -- positions with confidence
  every   BIGINT NOT NULL,            -- all positions
  stages  BIGINT NOT NULL,            -- pieces with confidence
  pieces  BIGINT NOT NULL,            -- all pieces
  named   BIGINT NOT NULL,            -- pieces with confidence that are not on anonymous word
  every_named BIGINT NOT NULL,        -- all such pieces
  moved   BIGINT NOT NULL,            -- changes with confidence
  every_moved BIGINT NOT NULL,        -- all changes
  last    BIGINT NOT NULL,            -- when it was last told
  current BIGINT NOT NULL,            -- the piece that holds now
  usual   BIGINT NOT NULL             -- days between two on which it was told; 0 where that cannot be said
);
CREATE INDEX stand_lines_actor ON stand_lines (actor, last, n);
CREATE INDEX stand_lines_grp ON stand_lines (grp);
CREATE INDEX stand_lines_last ON stand_lines (last, n);

-- How much there is of each, so that nobody counts a large table.
CREATE TABLE tallies (
  what TEXT COLLATE "C" PRIMARY KEY,               -- report, appearance, entity; statement, event, position
  n    BIGINT NOT NULL
);
INSERT INTO tallies SELECT 'report', count(*) FROM reports;
INSERT INTO tallies SELECT 'appearance', count(*) FROM appearances;
INSERT INTO tallies SELECT 'entity', count(*) FROM entities;
INSERT INTO tallies SELECT 'statement', count(*) FROM findings WHERE kind = 'statement';
INSERT INTO tallies SELECT 'event', count(*) FROM findings WHERE kind = 'event';
INSERT INTO tallies SELECT 'position', count(*) FROM findings WHERE kind = 'position';
CREATE FUNCTION reports_more() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE tallies SET n = n + (SELECT count(*) FROM came) WHERE what = 'report'; RETURN NULL; END $$;
CREATE TRIGGER reports_more AFTER INSERT ON reports REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION reports_more();
CREATE FUNCTION reports_fewer() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE tallies SET n = n - (SELECT count(*) FROM came) WHERE what = 'report'; RETURN NULL; END $$;
CREATE TRIGGER reports_fewer AFTER DELETE ON reports REFERENCING OLD TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION reports_fewer();
CREATE FUNCTION appearances_more() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE tallies SET n = n + (SELECT count(*) FROM came) WHERE what = 'appearance'; RETURN NULL; END $$;
CREATE TRIGGER appearances_more AFTER INSERT ON appearances REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION appearances_more();
CREATE FUNCTION appearances_fewer() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE tallies SET n = n - (SELECT count(*) FROM came) WHERE what = 'appearance'; RETURN NULL; END $$;
CREATE TRIGGER appearances_fewer AFTER DELETE ON appearances REFERENCING OLD TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION appearances_fewer();
CREATE FUNCTION entities_more() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE tallies SET n = n + (SELECT count(*) FROM came) WHERE what = 'entity'; RETURN NULL; END $$;
CREATE TRIGGER entities_more AFTER INSERT ON entities REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION entities_more();
CREATE FUNCTION entities_fewer() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE tallies SET n = n - (SELECT count(*) FROM came) WHERE what = 'entity'; RETURN NULL; END $$;
CREATE TRIGGER entities_fewer AFTER DELETE ON entities REFERENCING OLD TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION entities_fewer();
CREATE FUNCTION findings_more() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE tallies t SET n = t.n + c.n FROM (SELECT kind, count(*) AS n FROM came GROUP BY kind) c WHERE t.what = c.kind; RETURN NULL; END $$;
CREATE TRIGGER findings_more AFTER INSERT ON findings REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION findings_more();
CREATE FUNCTION findings_fewer() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE tallies t SET n = t.n - c.n FROM (SELECT kind, count(*) AS n FROM came GROUP BY kind) c WHERE t.what = c.kind; RETURN NULL; END $$;
CREATE TRIGGER findings_fewer AFTER DELETE ON findings REFERENCING OLD TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION findings_fewer();
