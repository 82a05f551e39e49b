-- A report is its text: the same text is the same report.
CREATE TABLE reports (
  n         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id        TEXT NOT NULL UNIQUE,      -- SHA-256 of the text in hexadecimal
  given     TEXT NOT NULL,             -- the id that the input gave; else the same as id
  url       TEXT NOT NULL,
  outlet    TEXT NOT NULL,
  title     TEXT NOT NULL,
  published TEXT NOT NULL,             -- as the input gave it
  day       TEXT COLLATE "C" NOT NULL,             -- 2006-01-02 of it; '' unknown
  text      TEXT NOT NULL,
  tool      TEXT NOT NULL,             -- versions of what read it
  lexicon   TEXT NOT NULL,
  models    TEXT NOT NULL,
  reading   BYTEA NOT NULL              -- every layer, packed
);
CREATE INDEX reports_day ON reports (day, n);

-- Where a text was met: one text may be printed by several outlets.
CREATE TABLE appearances (
  report    BIGINT NOT NULL REFERENCES reports (n),
  outlet    TEXT NOT NULL,
  url       TEXT NOT NULL,
  published TEXT NOT NULL,
  title     TEXT NOT NULL,
  given     TEXT NOT NULL,
  PRIMARY KEY (report, outlet, url, published, title, given)
);

-- Statements, events and positions. Offsets are bytes of the text, the end exclusive.
CREATE TABLE findings (
  n           BIGINT PRIMARY KEY,     -- report * 1048576 + a running number
  report      BIGINT NOT NULL REFERENCES reports (n),
  kind        TEXT NOT NULL,           -- statement, event, position
  number      INTEGER NOT NULL,        -- of its kind in the report, from 1
  day         TEXT COLLATE "C" NOT NULL,           -- the report's
  start_at    INTEGER NOT NULL,
  end_at      INTEGER NOT NULL,
  spans       TEXT NOT NULL,           -- JSON: lists of [start, end] by part
  actor       TEXT NOT NULL,           -- who speaks, acts or holds the position
  recipient   TEXT NOT NULL,
  word        INTEGER NOT NULL,        -- number of the statement on whose word it is told; 0 the outlet's own voice
  source      TEXT NOT NULL,           -- its source in the report's words; a statement's own
  source_kind TEXT NOT NULL,
  naming      TEXT NOT NULL,
  type        TEXT NOT NULL,           -- statements: type and form
  form        TEXT NOT NULL,
  root        TEXT NOT NULL,           -- events: root, mode, quad class, factuality from -3 to 3
  mode        TEXT NOT NULL,
  quad        INTEGER,
  factuality  DOUBLE PRECISION,
  modality    TEXT NOT NULL,
  place       TEXT NOT NULL,           -- events: country of the place; days of the event
  from_day    TEXT NOT NULL,
  to_day      TEXT NOT NULL,
  stance      TEXT NOT NULL,           -- positions
  firmness    INTEGER,
  topic       TEXT NOT NULL,
  issue       TEXT NOT NULL,
  proposition TEXT NOT NULL,
  conditions  TEXT NOT NULL,           -- JSON
  red_line    INTEGER NOT NULL,
  made_by     TEXT NOT NULL,
  confidence  DOUBLE PRECISION NOT NULL
);
CREATE INDEX findings_day ON findings (day, n);
CREATE INDEX findings_report ON findings (report);
CREATE INDEX findings_root ON findings (root, day, n) WHERE root <> '';
CREATE INDEX findings_stance ON findings (stance, day, n) WHERE stance <> '';

-- Who takes part in a finding, a row for each code of each member.
CREATE TABLE parties (
  finding BIGINT NOT NULL,
  side    TEXT NOT NULL,               -- actor, recipient
  name    TEXT NOT NULL,               -- in the report's words
  entity  INTEGER NOT NULL,            -- number of the entity in the report; 0 none
  country TEXT NOT NULL,               -- ISO 3166-1 alpha-3
  sector  TEXT NOT NULL,
  code    TEXT NOT NULL
);
CREATE INDEX parties_finding ON parties (finding);
CREATE INDEX parties_country ON parties (country, finding) WHERE country <> '';

CREATE TABLE entities (
  report   BIGINT NOT NULL REFERENCES reports (n),
  number   INTEGER NOT NULL,
  name     TEXT NOT NULL,
  kind     TEXT NOT NULL,
  country  TEXT NOT NULL,
  code     TEXT NOT NULL,
  spans    TEXT NOT NULL,              -- JSON: [start, end] of every mention
  mentions INTEGER NOT NULL,
  PRIMARY KEY (report, number)
);
CREATE INDEX entities_name ON entities (name);

-- Full text. Words are matched by their stem (Snowball's English), without regard to case and, where the extension unaccent is to be had,
-- accents. No word is left out as too common, so that words in a row can be found.
DO $$ BEGIN
  CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;
EXCEPTION WHEN OTHERS THEN NULL;
END $$;
CREATE TEXT SEARCH DICTIONARY onrecord_stem (TEMPLATE = snowball, LANGUAGE = english);
CREATE TEXT SEARCH CONFIGURATION onrecord (COPY = simple);
DO $$ BEGIN
  ALTER TEXT SEARCH CONFIGURATION onrecord ALTER MAPPING FOR asciiword, word, numword, asciihword, hword, numhword, hword_asciipart, hword_part,
    hword_numpart WITH public.unaccent, onrecord_stem;
EXCEPTION WHEN OTHERS THEN
  ALTER TEXT SEARCH CONFIGURATION onrecord ALTER MAPPING FOR asciiword, word, numword, asciihword, hword, numhword, hword_asciipart, hword_part,
    hword_numpart WITH onrecord_stem;
END $$;
CREATE FUNCTION onrecord_words(words TEXT) RETURNS tsvector LANGUAGE sql IMMUTABLE AS
  $$ SELECT to_tsvector('onrecord', regexp_replace(words, '[^[:alnum:]]+', ' ', 'g')) $$;
CREATE TABLE report_words (
  rowid BIGINT PRIMARY KEY REFERENCES reports (n) ON DELETE CASCADE,
  words tsvector NOT NULL
);
CREATE INDEX report_words_words ON report_words USING gin (words);
CREATE FUNCTION onrecord_index() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO report_words (rowid, words) VALUES (new.n, onrecord_words(new.title || ' . ' || new.text))
    ON CONFLICT (rowid) DO UPDATE SET words = excluded.words;
  RETURN new;
END $$;
CREATE TRIGGER reports_words AFTER INSERT OR UPDATE OF title, text ON reports FOR EACH ROW EXECUTE FUNCTION onrecord_index();
CREATE TABLE finding_words (
  rowid     BIGINT PRIMARY KEY,
  passage   tsvector NOT NULL,
  actor     tsvector NOT NULL,
  recipient tsvector NOT NULL,
  source    tsvector NOT NULL,
  issue     tsvector NOT NULL
);
CREATE INDEX finding_words_passage ON finding_words USING gin (passage);
CREATE INDEX finding_words_actor ON finding_words USING gin (actor);
CREATE INDEX finding_words_recipient ON finding_words USING gin (recipient);
CREATE INDEX finding_words_source ON finding_words USING gin (source);
CREATE INDEX finding_words_issue ON finding_words USING gin (issue);

CREATE VIEW statements AS
  SELECT n, report, number, day, start_at, end_at, spans, source, source_kind, naming, type, form, word AS within, confidence
  FROM findings WHERE kind = 'statement';
CREATE VIEW events AS
  SELECT n, report, number, day, start_at, end_at, actor, recipient, root, mode, quad, factuality, modality, place,
    from_day, to_day, word, source, source_kind, naming, confidence
  FROM findings WHERE kind = 'event';
CREATE VIEW positions AS
  SELECT n, report, number, day, start_at, end_at, actor, stance, firmness, topic, issue, proposition, conditions, red_line,
    word, source, source_kind, naming, confidence
  FROM findings WHERE kind = 'position';
