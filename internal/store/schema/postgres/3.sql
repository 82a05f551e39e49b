-- In which order reports were stored or read again, one row a report, so that what is worked out from them can follow.
CREATE TABLE changes (
  n         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- never given twice
  report    BIGINT NOT NULL UNIQUE REFERENCES reports (n)
);
INSERT INTO changes (report) SELECT n FROM reports ORDER BY day, n;
