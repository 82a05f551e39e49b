-- Words are stemmed by the program, alike for every database (stem.go), and stand here as they are to be found. They are filled in by the
-- program (sealing.go).
DROP TRIGGER IF EXISTS reports_added;
DROP TRIGGER IF EXISTS reports_changed;
DROP TABLE report_words;
CREATE VIRTUAL TABLE report_words USING fts5 (words, content = '', contentless_delete = 1, tokenize = "ascii");
DROP TABLE finding_words;
CREATE VIRTUAL TABLE finding_words USING fts5 (
  passage, actor, recipient, source, issue, content = '', contentless_delete = 1, tokenize = "ascii");
