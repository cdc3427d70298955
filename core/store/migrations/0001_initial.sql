-- Times are Unix milliseconds in UTC; lists are JSON. No column ever holds a
-- credential, a client secret or an access token: those live in the keychain.

CREATE TABLE profiles (
    id              TEXT PRIMARY KEY,
    name            TEXT NOT NULL,
    client_id       TEXT NOT NULL,
    server          TEXT NOT NULL,
    console         TEXT NOT NULL,
    scopes          TEXT NOT NULL,
    support_email   TEXT NOT NULL,
    support_url     TEXT NOT NULL,
    token_url       TEXT NOT NULL,
    client_auth     TEXT NOT NULL,
    confirmed_hosts TEXT NOT NULL
) STRICT;

CREATE TABLE connections (
    id              TEXT PRIMARY KEY,
    name            TEXT NOT NULL,
    name_key        TEXT NOT NULL UNIQUE, -- the name as compared: trimmed, case folded, composed
    profile_id      TEXT NOT NULL REFERENCES profiles (id),
    app             TEXT NOT NULL,
    account         TEXT NOT NULL,
    person          TEXT NOT NULL,
    extension       TEXT NOT NULL,
    owner_id        TEXT NOT NULL,
    scopes          TEXT NOT NULL,
    fingerprint     TEXT NOT NULL,
    expires_at      INTEGER, -- NULL: never
    created_at      INTEGER NOT NULL,
    verified_at     INTEGER, -- NULL: not yet
    last_code       TEXT NOT NULL,
    last_checked_at INTEGER  -- NULL: not yet
) STRICT;

CREATE INDEX connections_profile ON connections (profile_id);

CREATE TABLE verifications (
    seq           INTEGER PRIMARY KEY AUTOINCREMENT,
    connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    at            INTEGER NOT NULL,
    connected     INTEGER NOT NULL,
    code          TEXT NOT NULL,
    calls         TEXT NOT NULL
) STRICT;

CREATE INDEX verifications_connection ON verifications (connection_id, seq);

CREATE TABLE installation (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id  TEXT NOT NULL
) STRICT;

-- The platform's Auth budget: one row per client ID, and one per request sent.
CREATE TABLE auth_budgets (
    client_id TEXT PRIMARY KEY,
    seen      INTEGER NOT NULL, -- the newest time that a request was asked for
    silent_to INTEGER NOT NULL  -- nothing is sent before; 0: no penalty
) STRICT;

CREATE TABLE auth_requests (
    client_id TEXT NOT NULL,
    sent_at   INTEGER NOT NULL
) STRICT;

CREATE INDEX auth_requests_client ON auth_requests (client_id, sent_at);
