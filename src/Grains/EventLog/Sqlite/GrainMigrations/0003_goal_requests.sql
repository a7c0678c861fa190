-- Requests that created goals, by their Idempotency-Key. reply: NULL until the stream was created.
CREATE TABLE goal_requests (
    key        TEXT PRIMARY KEY,
    stream     TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    reply      BLOB
) WITHOUT ROWID;
CREATE INDEX goal_requests_oldest ON goal_requests (created_at, key);
