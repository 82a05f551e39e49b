-- What somebody wants to be told of, and how far the record has been looked at for it.
CREATE TABLE alerts (
  n       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name    TEXT NOT NULL,
  about   TEXT NOT NULL,                     -- query, actor, issue, story, change
  query   TEXT NOT NULL,                     -- as it stands in an address
  channel TEXT NOT NULL,                     -- feed, webhook, email
  target  TEXT NOT NULL,                     -- address of the receiver; '' of a feed
  secret  TEXT NOT NULL,                     -- by which webhooks are signed; '' of others
  digest  TEXT NOT NULL,                     -- at what hour mails are sent, "07:00 Europe/Oslo"; '' at once
  who     TEXT NOT NULL,
  at      TEXT COLLATE "C" NOT NULL,         -- RFC 3339, UTC, as all times here; to the millisecond
  since   BIGINT NOT NULL,                   -- number of the last report that was there before it
  seen    BIGINT NOT NULL,                   -- number of the last change that was looked at,
  decided BIGINT NOT NULL,                   -- and of the last decision
  due     TEXT COLLATE "C" NOT NULL,         -- when the next mail may be made of what was found; '' of others
  paused  TEXT NOT NULL DEFAULT '',          -- why nothing is looked for and sent; '' it is
  trouble TEXT NOT NULL DEFAULT ''           -- why the record could not be looked at for it the last time; '' it could
);

-- What was found for alerts, each thing once. It is written together with how far the record has been looked at, so that a program that is
-- killed finds nothing twice and loses nothing.
CREATE TABLE alert_things (
  n        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  alert    BIGINT NOT NULL REFERENCES alerts (n),
  report   TEXT NOT NULL,                    -- digest of the text
  kind     TEXT NOT NULL,                    -- report, statement, event, position, change
  start_at INTEGER NOT NULL,                 -- bytes of the text
  end_at   INTEGER NOT NULL,
  number   INTEGER NOT NULL,                 -- among those of the same words, from 1
  at       TEXT COLLATE "C" NOT NULL,
  what     TEXT NOT NULL,                    -- JSON, as it is told; '' long after it was
  message  BIGINT NOT NULL,                  -- in which it is told; 0 in none yet
  UNIQUE (alert, report, kind, start_at, end_at, number)
);
CREATE INDEX alert_things_alert ON alert_things (alert, n);
CREATE INDEX alert_things_waiting ON alert_things (alert, n) WHERE message = 0;
CREATE INDEX alert_things_message ON alert_things (message) WHERE message <> 0;

-- The outbox: messages of webhooks and mails. A message keeps its id however often it is tried.
CREATE TABLE alert_messages (
  n         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id        TEXT NOT NULL UNIQUE,            -- by which a receiver knows it again
  alert     BIGINT NOT NULL REFERENCES alerts (n),
  test      INTEGER NOT NULL,                -- 1: tells of nothing but the way there
  things    INTEGER NOT NULL,                -- how many it tells of
  at        TEXT COLLATE "C" NOT NULL,
  due       TEXT COLLATE "C" NOT NULL,       -- when it is tried next
  taken     TEXT COLLATE "C" NOT NULL,       -- until when a program is at it; '' none was
  tries     INTEGER NOT NULL,
  delivered TEXT COLLATE "C" NOT NULL,       -- when; '' it is not
  failed    TEXT NOT NULL,                   -- when it was given up; '' it is not
  error     TEXT NOT NULL,                   -- how the last try that failed ended; '' none did
  error_at  TEXT COLLATE "C" NOT NULL
);
CREATE INDEX alert_messages_due ON alert_messages (alert, due) WHERE delivered = '' AND failed = '';
CREATE INDEX alert_messages_alert ON alert_messages (alert, n);

-- Programs that deliver.
CREATE TABLE alert_carriers (
  name TEXT PRIMARY KEY,                     -- machine and process
  at   TEXT COLLATE "C" NOT NULL,            -- when it was last at work
  mail INTEGER NOT NULL                      -- 1: it knows a mail server
);
