-- Words are stemmed by the program, alike for every database (stem.go), and stand here as they are to be found. They are filled in by the
-- program (sealing.go).
DROP TRIGGER IF EXISTS reports_words ON reports;
DROP FUNCTION IF EXISTS onrecord_index();
DROP FUNCTION IF EXISTS onrecord_words(TEXT);
DROP TEXT SEARCH CONFIGURATION IF EXISTS onrecord;
DROP TEXT SEARCH DICTIONARY IF EXISTS onrecord_stem;
DELETE FROM report_words;
DELETE FROM finding_words;
