-- One row: the name of this history.
CREATE TABLE meta (
    name  text PRIMARY KEY,
    value text NOT NULL
);

-- The truth. The primary key is the fence: of two who append the same sequence to a stream, one fails.
-- event: 1 progress-update, 2 agent-activity, 3 milestone, 4 stream-updated, 5 item-added, 6 item-updated.
-- at: milliseconds since 1970 in UTC. payload and note: JSON in UTF-8, to the byte as it is sent (the view below shows them as text).
CREATE TABLE events (
    stream    text COLLATE "C" NOT NULL,
    seq       bigint NOT NULL,
    event     integer NOT NULL,
    at        bigint NOT NULL,
    payload   bytea NOT NULL,
    report_id text,
    note      bytea,
    PRIMARY KEY (stream, seq)
);

-- Reading the feed backward must not walk over progress ticks.
CREATE INDEX events_feed ON events (stream, event, seq) WHERE event IN (2, 3);

CREATE VIEW event_text AS
    SELECT stream, seq, event, to_timestamp(at / 1000.0) AS at, convert_from(payload, 'UTF8') AS payload, report_id, convert_from(note, 'UTF8') AS note
    FROM events;

-- What follows is kept in the transactions of the events; it could be made anew from them.
CREATE TABLE streams (
    id         text COLLATE "C" PRIMARY KEY,
    created_at bigint NOT NULL,
    status     integer NOT NULL,
    json       bytea NOT NULL
);
CREATE INDEX streams_newest ON streams (created_at DESC, id DESC);
CREATE INDEX streams_by_status ON streams (status, created_at DESC, id DESC);

CREATE TABLE items (
    stream        text COLLATE "C" NOT NULL,
    key           text COLLATE "C" NOT NULL,
    created_seq   bigint NOT NULL,
    stage         text NOT NULL,
    quality_score double precision NOT NULL, -- -1 where there is none: last in the order of scores
    created_by    text NOT NULL,
    json          bytea NOT NULL,
    PRIMARY KEY (stream, key)
);
CREATE UNIQUE INDEX items_oldest ON items (stream, created_seq);
CREATE INDEX items_best ON items (stream, quality_score DESC, created_seq);
