-- What changes of this store began to put into the keychain, by fingerprint and
-- also when it is long gone: what is left of it may be removed. Anything else
-- under the same service may be another data folder's.
CREATE TABLE items (
    name        TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    PRIMARY KEY (name, fingerprint)
) STRICT;

INSERT INTO items SELECT 'credential/' || id, fingerprint FROM connections;
INSERT OR IGNORE INTO items SELECT content ->> 'Item', content ->> 'Fingerprint' FROM changes WHERE content ->> 'Fingerprint' <> '';
