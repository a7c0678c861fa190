-- What Orleans' ADO.NET grain storage reads and writes. The names of the queries, their parameters and their result columns are its contract; the SQL is ours.
CREATE TABLE OrleansQuery (
    QueryKey  TEXT PRIMARY KEY,
    QueryText TEXT NOT NULL
);

CREATE TABLE grain_states (
    type_hash INTEGER NOT NULL,
    id_hash   INTEGER NOT NULL,
    id_n0     INTEGER NOT NULL,
    id_n1     INTEGER NOT NULL,
    id_text   TEXT NOT NULL, -- '' for none: a key cannot hold NULL
    type_name TEXT NOT NULL,
    service   TEXT NOT NULL,
    state     BLOB,
    version   INTEGER NOT NULL,
    changed   TEXT NOT NULL,
    PRIMARY KEY (type_hash, id_hash, id_n0, id_n1, id_text, type_name, service)
) WITHOUT ROWID;

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('ReadFromStorageKey',
'SELECT state AS PayloadBinary, version AS Version
 FROM grain_states
 WHERE type_hash = @GrainTypeHash AND id_hash = @GrainIdHash AND id_n0 = @GrainIdN0 AND id_n1 = @GrainIdN1
   AND id_text = coalesce(@GrainIdExtensionString, '''') AND type_name = @GrainTypeString AND service = @ServiceId;');

-- A write is a version that follows the one the writer knows: one statement, so that no other can come between.
-- A writer that knows an older version gets its own version back, by which Orleans sees that it lost.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('WriteToStorageKey',
'INSERT INTO grain_states (type_hash, id_hash, id_n0, id_n1, id_text, type_name, service, state, version, changed)
 SELECT @GrainTypeHash, @GrainIdHash, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''''), @GrainTypeString, @ServiceId, @PayloadBinary,
        1, strftime(''%Y-%m-%dT%H:%M:%fZ'', ''now'')
 WHERE @GrainStateVersion IS NULL OR EXISTS (
     SELECT 1 FROM grain_states
     WHERE type_hash = @GrainTypeHash AND id_hash = @GrainIdHash AND id_n0 = @GrainIdN0 AND id_n1 = @GrainIdN1
       AND id_text = coalesce(@GrainIdExtensionString, '''') AND type_name = @GrainTypeString AND service = @ServiceId)
 ON CONFLICT DO UPDATE SET state = excluded.state, version = version + 1, changed = excluded.changed
 WHERE version = @GrainStateVersion
 RETURNING version AS NewGrainStateVersion;');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('ClearStorageKey',
'UPDATE grain_states SET state = NULL, version = version + 1, changed = strftime(''%Y-%m-%dT%H:%M:%fZ'', ''now'')
 WHERE type_hash = @GrainTypeHash AND id_hash = @GrainIdHash AND id_n0 = @GrainIdN0 AND id_n1 = @GrainIdN1
   AND id_text = coalesce(@GrainIdExtensionString, '''') AND type_name = @GrainTypeString AND service = @ServiceId
   AND version = @GrainStateVersion
 RETURNING version AS NewGrainStateVersion;');

-- Orleans expects the version after the one that was deleted.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('DeleteStorageKey',
'DELETE FROM grain_states
 WHERE type_hash = @GrainTypeHash AND id_hash = @GrainIdHash AND id_n0 = @GrainIdN0 AND id_n1 = @GrainIdN1
   AND id_text = coalesce(@GrainIdExtensionString, '''') AND type_name = @GrainTypeString AND service = @ServiceId
   AND version = @GrainStateVersion
 RETURNING version + 1 AS NewGrainStateVersion;');
