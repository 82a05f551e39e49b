-- Names in full are asked for among keys of one report alone, of which a record has one for each report that tells of "officials".
DROP INDEX stand_keys_name;
CREATE INDEX stand_keys_name ON stand_keys (name, own) WHERE name <> '';
DROP INDEX stand_keys_last;
CREATE INDEX stand_keys_last ON stand_keys (last, own) WHERE last <> '';

-- Values that few findings have: without these all findings of a large store are gone through for them. Values that many have are met soon on
-- the way back from the newest finding.
CREATE INDEX findings_place ON findings (place, day, n) WHERE place <> '';
CREATE INDEX findings_topic ON findings (topic, day, n) WHERE topic <> '';
CREATE INDEX findings_firmness ON findings (firmness, day, n) WHERE firmness IS NOT NULL;
CREATE INDEX findings_naming ON findings (naming, day, n) WHERE naming NOT IN ('', 'named', 'none');
CREATE INDEX findings_source_kind ON findings (source_kind, day, n) WHERE source_kind NOT IN ('', 'none');
CREATE INDEX findings_modality ON findings (modality, day, n) WHERE modality NOT IN ('', 'asserted');
CREATE INDEX appearances_outlet ON appearances (lower(outlet), report) WHERE outlet <> '';
