-- The agents that have a run under way. Not in the log's file: that has one writer.
CREATE TABLE running (
    agent TEXT PRIMARY KEY
) WITHOUT ROWID;
