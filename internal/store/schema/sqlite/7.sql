-- The language of a report, ISO 639-3: one that is not read is marked where it is found. '' is not told, as of what older versions stored.
ALTER TABLE reports ADD COLUMN language TEXT NOT NULL DEFAULT '';
