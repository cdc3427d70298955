-- Times are milliseconds since the computer was started, for all rows those of
-- the start in "clock".

CREATE TABLE clock (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    boot TEXT NOT NULL,    -- the start that the times count from; '': unknown
    seen INTEGER NOT NULL, -- when the budget was last looked at
    wall INTEGER NOT NULL  -- the same moment by the wall clock, Unix milliseconds
) STRICT;

CREATE TABLE penalties (
    client_id TEXT PRIMARY KEY,
    silent_to INTEGER NOT NULL -- nothing is sent before
) STRICT;

CREATE TABLE requests (
    client_id TEXT NOT NULL,
    sent_at   INTEGER NOT NULL
) STRICT;

CREATE INDEX requests_client ON requests (client_id, sent_at);
