-- What is kept carries a checksum, so that a byte that has changed is never cited. They are filled in by the program (seal.go).
ALTER TABLE reports ADD COLUMN seal TEXT NOT NULL DEFAULT '';         -- over the text and what is known of it
ALTER TABLE reports ADD COLUMN reading_seal TEXT NOT NULL DEFAULT ''; -- over every layer, packed
ALTER TABLE appearances ADD COLUMN seal TEXT NOT NULL DEFAULT '';
ALTER TABLE findings ADD COLUMN seal TEXT NOT NULL DEFAULT '';
ALTER TABLE parties ADD COLUMN seal TEXT NOT NULL DEFAULT '';
ALTER TABLE entities ADD COLUMN seal TEXT NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN seal TEXT NOT NULL DEFAULT '';
DROP TRIGGER decisions_stay ON decisions;
-- The language of a report, ISO 639-3: one that is not read is marked where it is found. '' is not told, as of what older versions stored.
ALTER TABLE reports ADD COLUMN language TEXT NOT NULL DEFAULT '';
