-- Changes of keychain and store that were begun: each is here from before the
-- keychain is touched until the store holds the outcome.

CREATE TABLE changes (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    id      TEXT NOT NULL UNIQUE,
    content TEXT NOT NULL -- core.Change as JSON
) STRICT;

-- When account and person were last told; NULL: never.
ALTER TABLE connections ADD COLUMN identity_known_at INTEGER;
UPDATE connections SET identity_known_at = verified_at WHERE account <> '' OR person <> '';
