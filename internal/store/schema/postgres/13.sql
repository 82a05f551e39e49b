-- Decisions point at words, so that they are found again in another reading and in a text that was edited (internal/store/mend).
ALTER TABLE decisions ADD COLUMN more TEXT NOT NULL DEFAULT ''; -- JSON: the words that it points at, the values it gives, where it was brought in from
-- What stands in rows to be searched is what people decided: '' nobody did, accepted, corrected, added. Those that were rejected have no row.
ALTER TABLE findings ADD COLUMN decided TEXT NOT NULL DEFAULT '';
-- Decisions that stand and are not found again in the reading that is stored now.
CREATE TABLE decisions_lost (
  n      BIGINT PRIMARY KEY,           -- of the decision
  report TEXT NOT NULL,                -- digest of the text
  why    TEXT NOT NULL
);
CREATE INDEX decisions_lost_report ON decisions_lost (report);
