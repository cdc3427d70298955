-- What each verification found (core/finding.Keep); '[]' for one that was kept
-- before there was this column.
ALTER TABLE verifications ADD COLUMN findings TEXT NOT NULL DEFAULT '[]';
