-- Views: what is worked out from reports laid side by side. None of it is evidence: it can be taken out and worked out again at any time
-- (onrecord recompute). The program fills them in, following the log of changes (internal/cross/collate).
CREATE TABLE views (
  version  INTEGER NOT NULL,           -- of the rules by which they were worked out
  change   INTEGER NOT NULL,           -- the last change of a report that they hold
  decision INTEGER NOT NULL            -- the last decision
);
INSERT INTO views VALUES (0, 0, 0);

-- Reports as they are compared.
CREATE TABLE laid (
  report   INTEGER PRIMARY KEY REFERENCES reports (n),
  id       TEXT NOT NULL UNIQUE,       -- digest of the text
  title    TEXT NOT NULL,
  outlet   TEXT NOT NULL,
  published TEXT NOT NULL,
  url      TEXT NOT NULL,
  agency   TEXT NOT NULL,              -- to which it is credited; '' none
  place    INTEGER NOT NULL,           -- in the order of publication; those without a time come last
  size     INTEGER NOT NULL,           -- shingles
  cluster  INTEGER NOT NULL,           -- copies of one text: the earliest of them; 0 none
  origin   TEXT NOT NULL,              -- whose text it prints: an agency, or the digest of the earliest; '' its own
  story    INTEGER NOT NULL,           -- report with which its story begins, as the rules find it
  begun    INTEGER NOT NULL,           -- place of that report
  grade    INTEGER NOT NULL,           -- how many there were in the story, itself among them, counted to a few
  shown    INTEGER NOT NULL,           -- story with what was decided by hand
  touched  INTEGER NOT NULL,           -- the change by which it became so
  seal     TEXT NOT NULL               -- checksum over what is shown of the report, which is shown without looking into the report
);
CREATE INDEX laid_place ON laid (place);
CREATE INDEX laid_cluster ON laid (cluster, place) WHERE cluster <> 0;
CREATE INDEX laid_story ON laid (story);
CREATE INDEX laid_shown ON laid (shown, place);
CREATE INDEX laid_moved ON laid (story) WHERE story <> shown;
CREATE INDEX laid_touched ON laid (touched, report);

-- Where actors are told to stand in each report, as positions of several reports are compared.
CREATE TABLE laid_positions (
  report INTEGER PRIMARY KEY REFERENCES reports (n),
  told   TEXT NOT NULL,                -- JSON
  seal   TEXT NOT NULL
);

-- By what copies are found: a share of the shingles of each report, by weeks of publication.
CREATE TABLE laid_shingles (
  week   INTEGER NOT NULL,
  hash   INTEGER NOT NULL,
  report INTEGER NOT NULL,
  PRIMARY KEY (week, hash, report)
) WITHOUT ROWID;
CREATE TABLE laid_furniture (
  week INTEGER NOT NULL,
  hash INTEGER NOT NULL,
  many INTEGER NOT NULL,               -- 1: in so many reports that it is looked at no more
  is_furniture INTEGER NOT NULL,
  PRIMARY KEY (week, hash)
) WITHOUT ROWID;

-- Reports that share much of their words, each pair both ways.
CREATE TABLE laid_pairs (
  report  INTEGER NOT NULL,
  other   INTEGER NOT NULL,
  version INTEGER NOT NULL,            -- 1: of one report
  alike   INTEGER NOT NULL,            -- 1: half of the shorter one, whatever it is
  copy    INTEGER NOT NULL,            -- 1: half of what is no furniture, and no bulletin of another happening
  PRIMARY KEY (report, other)
) WITHOUT ROWID;

-- By what stories are found: the heaviest terms of each report, by fortnights of publication.
CREATE TABLE laid_terms (
  fortnight INTEGER NOT NULL,
  term      INTEGER NOT NULL,
  place     INTEGER NOT NULL,
  report    INTEGER NOT NULL,
  PRIMARY KEY (fortnight, term, place, report)
) WITHOUT ROWID;

-- Stories of two reports or more, as lists show them.
CREATE TABLE laid_stories (
  story   INTEGER PRIMARY KEY,         -- report with which it begins
  title   TEXT NOT NULL,
  terms   TEXT NOT NULL,               -- JSON
  reports INTEGER NOT NULL,
  origins INTEGER NOT NULL,
  first   TEXT NOT NULL,               -- days; '' not known
  last    TEXT NOT NULL,
  outlets TEXT NOT NULL,               -- JSON
  told    TEXT NOT NULL,               -- titles and terms in small letters, to be searched
  touched INTEGER NOT NULL
);
CREATE INDEX laid_stories_last ON laid_stories (last, story);
CREATE INDEX laid_stories_size ON laid_stories (reports, story);
