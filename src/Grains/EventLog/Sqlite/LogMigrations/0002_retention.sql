-- Up to which event the progress ticks of a completed stream were thinned.
ALTER TABLE streams ADD COLUMN thinned INTEGER NOT NULL DEFAULT 0;

-- An activation looks for the ids of the last reports; of a million events without any it must not read all, and of
-- a hundred thousand with it must not look up each.
CREATE INDEX events_reports ON events (stream, seq, at, report_id) WHERE report_id IS NOT NULL;
