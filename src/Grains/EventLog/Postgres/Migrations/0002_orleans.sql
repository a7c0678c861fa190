-- What Orleans' ADO.NET grain storage reads and writes. The names of the queries, their parameters and their result columns are its contract; the SQL is ours.
CREATE TABLE OrleansQuery (
    QueryKey  text PRIMARY KEY,
    QueryText text NOT NULL
);

CREATE TABLE grain_states (
    type_hash integer NOT NULL,
    id_hash   integer NOT NULL,
    id_n0     bigint NOT NULL,
    id_n1     bigint NOT NULL,
    id_text   text COLLATE "C" NOT NULL, -- '' for none: a key cannot hold NULL
    type_name text COLLATE "C" NOT NULL,
    service   text COLLATE "C" NOT NULL,
    state     bytea,
    version   integer NOT NULL,
    changed   timestamptz NOT NULL,
    PRIMARY KEY (type_hash, id_hash, id_n0, id_n1, id_text, type_name, service)
);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('ReadFromStorageKey',
'SELECT state AS PayloadBinary, version AS Version
 FROM grain_states
 WHERE type_hash = @GrainTypeHash AND id_hash = @GrainIdHash AND id_n0 = @GrainIdN0 AND id_n1 = @GrainIdN1
   AND id_text = coalesce(@GrainIdExtensionString::text, '''') AND type_name = @GrainTypeString AND service = @ServiceId;');

-- A write is a version that follows the one the writer knows: one statement, so that no other can come between.
-- A writer that knows an older version gets nothing back, by which Orleans sees that it lost.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('WriteToStorageKey',
'INSERT INTO grain_states (type_hash, id_hash, id_n0, id_n1, id_text, type_name, service, state, version, changed)
 SELECT @GrainTypeHash, @GrainIdHash, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString::text, ''''), @GrainTypeString, @ServiceId, @PayloadBinary::bytea, 1, now()
 WHERE @GrainStateVersion::integer IS NULL OR EXISTS (
     SELECT 1 FROM grain_states
     WHERE type_hash = @GrainTypeHash AND id_hash = @GrainIdHash AND id_n0 = @GrainIdN0 AND id_n1 = @GrainIdN1
       AND id_text = coalesce(@GrainIdExtensionString::text, '''') AND type_name = @GrainTypeString AND service = @ServiceId)
 ON CONFLICT (type_hash, id_hash, id_n0, id_n1, id_text, type_name, service)
 DO UPDATE SET state = excluded.state, version = grain_states.version + 1, changed = excluded.changed
 WHERE grain_states.version = @GrainStateVersion::integer
 RETURNING version AS NewGrainStateVersion;');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('ClearStorageKey',
'UPDATE grain_states SET state = NULL, version = version + 1, changed = now()
 WHERE type_hash = @GrainTypeHash AND id_hash = @GrainIdHash AND id_n0 = @GrainIdN0 AND id_n1 = @GrainIdN1
   AND id_text = coalesce(@GrainIdExtensionString::text, '''') AND type_name = @GrainTypeString AND service = @ServiceId
   AND version = @GrainStateVersion::integer
 RETURNING version AS NewGrainStateVersion;');

-- Orleans expects the version after the one that was deleted.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('DeleteStorageKey',
'DELETE FROM grain_states
 WHERE type_hash = @GrainTypeHash AND id_hash = @GrainIdHash AND id_n0 = @GrainIdN0 AND id_n1 = @GrainIdN1
   AND id_text = coalesce(@GrainIdExtensionString::text, '''') AND type_name = @GrainTypeString AND service = @ServiceId
   AND version = @GrainStateVersion::integer
 RETURNING version + 1 AS NewGrainStateVersion;');

-- The agents that have a run under way.
CREATE TABLE running (
    agent text COLLATE "C" PRIMARY KEY
);
