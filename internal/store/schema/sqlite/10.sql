-- What a list shows stands in the rows that it reads, so that no list loads a text or a reading. They are filled in by the program
-- (listing.go).
ALTER TABLE findings ADD COLUMN quote TEXT NOT NULL DEFAULT '';    -- the words from start_at to end_at
ALTER TABLE findings ADD COLUMN points INTEGER NOT NULL DEFAULT 0; -- code points of the text before them
CREATE TABLE listings (
  report    INTEGER PRIMARY KEY REFERENCES reports (n),
  language  TEXT NOT NULL,             -- of the report
  lead      TEXT NOT NULL,             -- its first words
  lead_at   INTEGER NOT NULL,          -- byte of the text where they begin
  text_seal TEXT NOT NULL,             -- checksum of the text
  format    INTEGER NOT NULL,          -- versions of the packed reading (reading.go)
  feature   INTEGER NOT NULL,
  seal      TEXT NOT NULL              -- checksum over these and over what is known of the report
);
