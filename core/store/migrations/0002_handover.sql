-- What a profile says of the hand-over. The invite is no credential: it names
-- the customer to the provider, once.

ALTER TABLE profiles ADD COLUMN connect_via        TEXT NOT NULL DEFAULT 'here';
ALTER TABLE profiles ADD COLUMN handover_recipient TEXT NOT NULL DEFAULT '';
ALTER TABLE profiles ADD COLUMN handover_url       TEXT NOT NULL DEFAULT '';
ALTER TABLE profiles ADD COLUMN invite             TEXT NOT NULL DEFAULT '';
ALTER TABLE profiles ADD COLUMN needs              TEXT NOT NULL DEFAULT '';
