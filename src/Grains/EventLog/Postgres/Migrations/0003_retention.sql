-- Up to which event the progress ticks of a completed stream were thinned.
ALTER TABLE streams ADD COLUMN thinned bigint NOT NULL DEFAULT 0;

-- An activation looks for the ids of the last reports; of a million events without any it must not read all.
CREATE INDEX events_reports ON events (stream, seq) WHERE report_id IS NOT NULL;
