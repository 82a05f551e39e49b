-- Which outlets lean most on unnamed sources?
SELECT r.outlet, count(*) AS statements,
  sum(CASE WHEN s.naming IN ('unnamed_affiliated', 'unnamed_unaffiliated') THEN 1 ELSE 0 END) AS unnamed,
  round(100.0 * sum(CASE WHEN s.naming IN ('unnamed_affiliated', 'unnamed_unaffiliated') THEN 1 ELSE 0 END) / count(*), 1) AS percent
FROM record_statements s JOIN record_reports r ON r.report = s.report
GROUP BY r.outlet
ORDER BY percent DESC, r.outlet

-- Who is quoted by name, and in how many reports?
SELECT source, count(*) AS statements, count(DISTINCT report) AS in_reports
FROM record_statements
WHERE naming = 'named'
GROUP BY source
ORDER BY statements DESC, source
LIMIT 20

-- What was done, month by month? By the month of publication.
SELECT substr(day, 1, 7) AS month, root, count(*) AS told
FROM record_events
WHERE factuality > 0
GROUP BY substr(day, 1, 7), root
ORDER BY month, told DESC, root

-- What is told as having happened on unnamed word alone? No event with the same deed and actor is told on other word.
WITH openly AS (
  SELECT DISTINCT root, lower(actor) AS actor FROM record_events
  WHERE factuality >= 2 AND (naming IS NULL OR naming NOT IN ('unnamed_affiliated', 'unnamed_unaffiliated')))
SELECT e.day, e.actor, e.root, e.recipient, e.source, e.quotation
FROM record_events e
WHERE e.factuality >= 2 AND e.naming IN ('unnamed_affiliated', 'unnamed_unaffiliated')
  AND NOT EXISTS (SELECT 1 FROM openly o WHERE o.root = e.root AND o.actor = lower(e.actor))
ORDER BY e.day, e.report, e.begin_at, e.finding

-- Who does what to whom, by codes?
SELECT a.code AS actor, e.root, b.code AS recipient, count(*) AS told
FROM record_events e
JOIN record_parties a ON a.report = e.report AND a.finding = e.finding AND a.side = 'actor'
JOIN record_parties b ON b.report = e.report AND b.finding = e.finding AND b.side = 'recipient'
WHERE a.code IS NOT NULL AND b.code IS NOT NULL
GROUP BY a.code, e.root, b.code
ORDER BY told DESC, actor, e.root, recipient
LIMIT 50

-- Which firm positions have conditions?
SELECT day, actor, stance, firmness, issue, conditions, quotation
FROM record_positions
WHERE firmness >= 4 AND conditions IS NOT NULL
ORDER BY day DESC, report, begin_at, finding

-- Who said it first? Statements whose words hold "corridor", the earliest first; those without a day last.
SELECT coalesce(s.day, 'not known') AS day, r.outlet, s.source, s.content
FROM record_statements s JOIN record_reports r ON r.report = s.report
WHERE lower(s.content) LIKE '%corridor%'
ORDER BY CASE WHEN s.day IS NULL THEN 1 ELSE 0 END, s.day, s.report, s.begin_at, s.finding
LIMIT 10

-- Which stories stand on one origin?
SELECT title, report_count, origin_count, first_day, last_day
FROM record_stories
ORDER BY origin_count, report_count DESC, title

-- Who prints whose text?
SELECT r.outlet, coalesce(o.outlet, s.origin) AS whose, count(*) AS copies
FROM record_story_reports s
JOIN record_reports r ON r.report = s.report
LEFT JOIN record_reports o ON o.report = s.origin
WHERE s.own_text = 0
GROUP BY r.outlet, coalesce(o.outlet, s.origin)
ORDER BY copies DESC, r.outlet

-- Who speaks through whom? Statements inside others: the inner source, and the one on whose word it is told.
SELECT up.source AS told_by, up.naming AS told_by_naming, s.source AS of_whom, s.content
FROM record_statements s
JOIN record_statements up ON up.report = s.report AND up.finding = s.within
ORDER BY s.day, s.report, s.begin_at, s.finding

