-- Views: what is worked out from reports laid side by side. None of it is evidence: it can be taken out and worked out again at any time
-- (onrecord recompute). The program fills them in, following the log of changes (internal/cross/collate).
CREATE TABLE views (
  version  BIGINT NOT NULL,           -- of the rules by which they were worked out
  change   BIGINT NOT NULL,           -- the last change of a report that they hold
  decision BIGINT NOT NULL            -- the last decision
);
INSERT INTO views VALUES (0, 0, 0);

-- Reports as they are compared.
CREATE TABLE laid (
  report   BIGINT PRIMARY KEY REFERENCES reports (n),
  id       TEXT NOT NULL UNIQUE,       -- digest of the text
  title    TEXT NOT NULL,
  outlet   TEXT NOT NULL,
  published TEXT NOT NULL,
  url      TEXT NOT NULL,
  agency   TEXT NOT NULL,              -- to which it is credited; '' none
  place    BIGINT NOT NULL,           -- in the order of publication; those without a time come last
  size     BIGINT NOT NULL,           -- shingles
  cluster  BIGINT NOT NULL,           -- copies of one text: the earliest of them; 0 none
  origin   TEXT NOT NULL,              -- whose text it prints: an agency, or the digest of the earliest; '' its own
  story    BIGINT NOT NULL,           -- report with which its story begins, as the rules find it
  begun    BIGINT NOT NULL,           -- place of that report
  grade    BIGINT NOT NULL,           -- how many there were in the story, itself among them, counted to a few
  shown    BIGINT NOT NULL,           -- story with what was decided by hand
  touched  BIGINT NOT NULL,           -- the change by which it became so
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
  report BIGINT PRIMARY KEY REFERENCES reports (n),
  told   TEXT NOT NULL,                -- JSON
  seal   TEXT NOT NULL
);

-- By what copies are found: a share of the shingles of each report, by weeks of publication.
CREATE TABLE laid_shingles (
  week   BIGINT NOT NULL,
  hash   BIGINT NOT NULL,
  report BIGINT NOT NULL,
  PRIMARY KEY (week, hash, report)
);
CREATE TABLE laid_furniture (
  week BIGINT NOT NULL,
  hash BIGINT NOT NULL,
  many BIGINT NOT NULL,               -- 1: in so many reports that it is looked at no more
  is_furniture BIGINT NOT NULL,
  PRIMARY KEY (week, hash)
);

-- Reports that share much of their words, each pair both ways.
CREATE TABLE laid_pairs (
  report  BIGINT NOT NULL,
  other   BIGINT NOT NULL,
  version BIGINT NOT NULL,            -- 1: of one report
  alike   BIGINT NOT NULL,            -- 1: half of the shorter one, whatever it is
  copy    BIGINT NOT NULL,            -- 1: half of what is no furniture, and no bulletin of another happening
  PRIMARY KEY (report, other)
);

-- By what stories are found: the heaviest terms of each report, by fortnights of publication.
CREATE TABLE laid_terms (
  fortnight BIGINT NOT NULL,
  term      BIGINT NOT NULL,
  place     BIGINT NOT NULL,
  report    BIGINT NOT NULL,
  PRIMARY KEY (fortnight, term, place, report)
);

-- Stories of two reports or more, as lists show them.
CREATE TABLE laid_stories (
  story   BIGINT PRIMARY KEY,         -- report with which it begins
  title   TEXT NOT NULL,
  terms   TEXT NOT NULL,               -- JSON
  reports BIGINT NOT NULL,
  origins BIGINT NOT NULL,
  first   TEXT COLLATE "C" NOT NULL,               -- days; '' not known
  last    TEXT COLLATE "C" NOT NULL,
  outlets TEXT NOT NULL,               -- JSON
  told    TEXT NOT NULL,               -- titles and terms in small letters, to be searched
  touched BIGINT NOT NULL
);
CREATE INDEX laid_stories_last ON laid_stories (last, story);
CREATE INDEX laid_stories_size ON laid_stories (reports, story);
