-- Own lists: actors, issues, outlets, sources that are one and the same (internal/store/lists). A log that is only added to; the lists of any time
-- are told by the changes up to it, without those that were taken back.
CREATE TABLE list_changes (
  n      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at     TEXT NOT NULL,                -- RFC 3339, UTC
  who    TEXT NOT NULL,
  why    TEXT NOT NULL,
  undoes BIGINT NOT NULL,              -- the change that this one takes back; 0 none
  edits  TEXT NOT NULL,                -- JSON: lines that came, changed or went
  seal   TEXT NOT NULL
);
CREATE OR REPLACE FUNCTION onrecord_lists_stay() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the log of lists is only added to'; END $$;
CREATE TRIGGER list_changes_stay BEFORE UPDATE OR DELETE ON list_changes FOR EACH ROW EXECUTE FUNCTION onrecord_lists_stay();

ALTER TABLE views ADD COLUMN lists BIGINT NOT NULL DEFAULT 0; -- the last change of the lists that they hold

-- The keys of an actor, for what lists and decisions put together.
CREATE INDEX stand_keys_actor ON stand_keys (actor);
