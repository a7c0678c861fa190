-- One row: the name of this history.
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- The truth. The primary key is the fence: of two who append the same sequence to a stream, one fails.
-- event: 1 progress-update, 2 agent-activity, 3 milestone, 4 stream-updated, 5 item-added, 6 item-updated.
-- at: milliseconds since 1970 in UTC. payload and note: JSON in UTF-8 (the view below shows them as text).
CREATE TABLE events (
    stream    TEXT NOT NULL,
    seq       INTEGER NOT NULL,
    event     INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    payload   BLOB NOT NULL,
    report_id TEXT,
    note      BLOB,
    PRIMARY KEY (stream, seq)
) WITHOUT ROWID;

-- Reading the feed backward must not walk over progress ticks.
CREATE INDEX events_feed ON events (stream, event, seq) WHERE event IN (2, 3);

CREATE VIEW event_text AS
    SELECT stream, seq, event, datetime(at / 1000.0, 'unixepoch', 'subsec') AS at, CAST(payload AS TEXT) AS payload, report_id, CAST(note AS TEXT) AS note
    FROM events;

-- What follows is kept in the transactions of the events; it could be made anew from them.
CREATE TABLE streams (
    id         TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL,
    status     INTEGER NOT NULL,
    json       BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX streams_newest ON streams (created_at DESC, id DESC);
CREATE INDEX streams_by_status ON streams (status, created_at DESC, id DESC);

CREATE TABLE items (
    stream        TEXT NOT NULL,
    key           TEXT NOT NULL,
    created_seq   INTEGER NOT NULL,
    stage         TEXT NOT NULL,
    quality_score REAL NOT NULL, -- -1 where there is none: last in the order of scores
    created_by    TEXT NOT NULL,
    json          BLOB NOT NULL,
    PRIMARY KEY (stream, key)
) WITHOUT ROWID;
CREATE UNIQUE INDEX items_oldest ON items (stream, created_seq);
CREATE INDEX items_best ON items (stream, quality_score DESC, created_seq);
