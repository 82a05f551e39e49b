-- Who may open the desk. Nothing that lets somebody in is kept as it is: passwords as Argon2id, tokens and sessions as SHA-256.
CREATE TABLE users (
  name     TEXT PRIMARY KEY,
  role     TEXT NOT NULL,             -- reader, analyst, admin
  password TEXT NOT NULL,             -- hash; '' no password, tokens only
  created  TEXT NOT NULL,             -- RFC 3339, UTC
  disabled INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE tokens (
  id      TEXT PRIMARY KEY,
  who     TEXT NOT NULL REFERENCES users (name),
  label   TEXT NOT NULL,
  digest  TEXT NOT NULL UNIQUE,
  created TEXT NOT NULL,
  used    TEXT NOT NULL DEFAULT '',   -- last day of use
  revoked INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE sessions (
  digest  TEXT PRIMARY KEY,
  who     TEXT NOT NULL REFERENCES users (name),
  created TEXT NOT NULL,
  expires TEXT NOT NULL
);
