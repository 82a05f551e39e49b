-- Views for questions in SQL (onrecord sql): all that may be read there. They are documented in docs/sql.md and described in ask_views.go; NULL is
-- not known. A later step that changes a column they name must make them anew.
CREATE VIEW record_reports AS
  SELECT r.id AS report, nullif(r.title, '') AS title, nullif(r.outlet, '') AS outlet, nullif(r.published, '') AS published, nullif(r.day, '') AS day,
    nullif(r.url, '') AS url, nullif(r.language, '') AS language, r.text, r.given, r.tool, r.lexicon, r.models
  FROM reports r;
CREATE VIEW record_appearances AS
  SELECT r.id AS report, nullif(a.outlet, '') AS outlet, nullif(a.url, '') AS url, nullif(a.published, '') AS published, nullif(a.title, '') AS title
  FROM appearances a JOIN reports r ON r.n = a.report;
CREATE VIEW record_statements AS
  SELECT r.id AS report, 'a' || f.number AS finding, nullif(f.day, '') AS day, nullif(f.source, '') AS source, nullif(f.source_kind, '') AS source_kind, nullif(f.naming, '') AS naming,
    nullif(f.type, '') AS type, nullif(f.form, '') AS form, CASE WHEN f.word > 0 THEN 'a' || f.word END AS within, nullif(f.recipient, '') AS addressee,
    CAST(substr(CAST(f.quote AS BLOB), json_extract(f.spans, '$.content[0][0]') - f.start_at + 1, json_extract(f.spans, '$.content[#-1][1]') - json_extract(f.spans, '$.content[0][0]')) AS TEXT) AS content,
    f.quote AS quotation, f.points AS begin_at, f.points + length(f.quote) AS end_at, f.confidence, f.made_by, nullif(f.decided, '') AS decided
  FROM findings f JOIN reports r ON r.n = f.report WHERE f.kind = 'statement';
CREATE VIEW record_events AS
  SELECT r.id AS report, 'ev' || f.number AS finding, nullif(f.day, '') AS day, nullif(f.actor, '') AS actor, nullif(f.recipient, '') AS recipient, nullif(f.root, '') AS root, nullif(f.mode, '') AS mode,
    nullif(f.quad, 0) AS quad,
    CAST(substr(CAST(f.quote AS BLOB), json_extract(f.spans, '$.trigger[0][0]') - f.start_at + 1, json_extract(f.spans, '$.trigger[#-1][1]') - json_extract(f.spans, '$.trigger[0][0]')) AS TEXT) AS trigger,
    f.factuality, nullif(f.modality, '') AS modality, nullif(f.from_day, '') AS from_day, nullif(f.to_day, '') AS to_day, nullif(f.place, '') AS place_country,
    CASE WHEN f.word > 0 THEN 'a' || f.word END AS on_word_of, nullif(f.source, '') AS source, nullif(f.source_kind, '') AS source_kind, nullif(f.naming, '') AS naming,
    f.quote AS quotation, f.points AS begin_at, f.points + length(f.quote) AS end_at, f.confidence, f.made_by, nullif(f.decided, '') AS decided
  FROM findings f JOIN reports r ON r.n = f.report WHERE f.kind = 'event';
CREATE VIEW record_positions AS
  SELECT r.id AS report, 'p' || f.number AS finding, nullif(f.day, '') AS day, nullif(f.actor, '') AS actor, nullif(f.stance, '') AS stance, f.firmness, nullif(f.topic, '') AS topic, nullif(f.issue, '') AS issue,
    nullif(f.proposition, '') AS proposition, nullif(f.conditions, '[]') AS conditions, f.red_line,
    CASE WHEN f.word > 0 THEN 'a' || f.word END AS on_word_of, nullif(f.source, '') AS source, nullif(f.source_kind, '') AS source_kind, nullif(f.naming, '') AS naming,
    f.quote AS quotation, f.points AS begin_at, f.points + length(f.quote) AS end_at, f.confidence, f.made_by, nullif(f.decided, '') AS decided
  FROM findings f JOIN reports r ON r.n = f.report WHERE f.kind = 'position';
-- Joined in this order, so that a question that joins parties by report and finding is quick.
CREATE VIEW record_parties AS
  SELECT r.id AS report, CASE f.kind WHEN 'statement' THEN 'a' WHEN 'event' THEN 'ev' ELSE 'p' END || f.number AS finding, p.side, p.name, nullif(p.country, '') AS country, nullif(p.sector, '') AS sector, nullif(p.code, '') AS code
  FROM reports r CROSS JOIN findings f ON f.report = r.n CROSS JOIN parties p ON p.finding = f.n;
CREATE VIEW record_entities AS
  SELECT r.id AS report, 'e' || e.number AS entity, nullif(e.name, '') AS name, nullif(e.kind, '') AS kind, nullif(e.country, '') AS country, nullif(e.code, '') AS code, e.mentions
  FROM entities e JOIN reports r ON r.n = e.report;
CREATE VIEW record_stories AS
  SELECT l.id AS story, s.title, s.reports AS report_count, s.origins AS origin_count, nullif(s.first, '') AS first_day, nullif(s.last, '') AS last_day
  FROM laid_stories s JOIN laid l ON l.report = s.story;
CREATE VIEW record_story_reports AS
  SELECT s.id AS story, l.id AS report, CASE WHEN l.origin = '' THEN l.id ELSE l.origin END AS origin, CASE WHEN l.origin IN ('', l.id) THEN 1 ELSE 0 END AS own_text
  FROM laid l JOIN laid s ON s.report = l.shown;
CREATE VIEW record_decisions AS
  SELECT d.n, d.at, d.who, d.action, nullif(d.report, '') AS report,
    CASE d.kind WHEN 'statement' THEN 'a' || d.number WHEN 'event' THEN 'ev' || d.number WHEN 'position' THEN 'p' || d.number END AS finding,
    nullif(d.field, '') AS field, nullif(d.old, '') AS old_value, nullif(d.new, '') AS new_value, nullif(d.why, '') AS why, nullif(d.undoes, 0) AS undoes,
    CASE WHEN EXISTS (SELECT 1 FROM decisions u WHERE u.undoes = d.n) THEN 1 ELSE 0 END AS undone
  FROM decisions d;
