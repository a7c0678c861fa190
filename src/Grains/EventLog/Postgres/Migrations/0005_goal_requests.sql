-- Requests that created goals, by their Idempotency-Key. reply: NULL until the stream was created.
CREATE TABLE goal_requests (
    key        text COLLATE "C" PRIMARY KEY,
    stream     text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    reply      bytea
);
CREATE INDEX goal_requests_oldest ON goal_requests (created_at, key);
