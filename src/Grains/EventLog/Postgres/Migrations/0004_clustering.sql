-- Who is in the cluster, as Orleans' ADO.NET clustering reads and writes it. The names of the queries, their parameters and their result columns are its contract; the SQL is ours.
-- One row a cluster: the version of its membership. Every change of a member takes the next version in the same statement, so that of two who saw the same one only one succeeds.
CREATE TABLE cluster_versions (
    cluster text COLLATE "C" PRIMARY KEY,
    version integer NOT NULL DEFAULT 0,
    changed timestamptz NOT NULL DEFAULT now()
);

-- One row a life of a silo. status: 1 created, 2 joining, 3 active, 4 shutting down, 5 stopping, 6 dead. gateway: its port for clients, 0 for none.
CREATE TABLE cluster_members (
    cluster    text COLLATE "C" NOT NULL REFERENCES cluster_versions (cluster),
    address    text COLLATE "C" NOT NULL,
    port       integer NOT NULL,
    generation integer NOT NULL,
    silo       text NOT NULL,
    host       text NOT NULL,
    status     integer NOT NULL,
    gateway    integer NOT NULL,
    suspects   text,
    started    timestamptz NOT NULL,
    alive      timestamptz NOT NULL,
    PRIMARY KEY (cluster, address, port, generation)
);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('InsertMembershipVersionKey',
'WITH added AS (INSERT INTO cluster_versions (cluster) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1)
 SELECT EXISTS (SELECT FROM added);');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('InsertMembershipKey',
'WITH next AS (
     UPDATE cluster_versions SET version = version + 1, changed = now()
     WHERE cluster = @DeploymentId AND version = @Version
       AND NOT EXISTS (SELECT FROM cluster_members WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
     RETURNING 1),
 added AS (
     INSERT INTO cluster_members (cluster, address, port, generation, silo, host, status, gateway, started, alive)
     SELECT @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM next
     RETURNING 1)
 SELECT EXISTS (SELECT FROM added);');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('UpdateMembershipKey',
'WITH next AS (
     UPDATE cluster_versions SET version = version + 1, changed = now()
     WHERE cluster = @DeploymentId AND version = @Version
       AND EXISTS (SELECT FROM cluster_members WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
     RETURNING 1),
 changed AS (
     UPDATE cluster_members SET status = @Status, suspects = @SuspectTimes::text, alive = @IAmAliveTime FROM next
     WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
     RETURNING 1)
 SELECT EXISTS (SELECT FROM changed);');

-- No version: that a member is alive is no change of the cluster.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('UpdateIAmAlivetimeKey',
'UPDATE cluster_members SET alive = @IAmAliveTime
 WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation;');

-- A row without a member where there is none: the version is read with the members, in one statement.
INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('MembershipReadAllKey',
'SELECT m.address AS Address, m.port AS Port, m.generation AS Generation, m.silo AS SiloName, m.host AS HostName, m.status AS Status, m.gateway AS ProxyPort,
        m.suspects AS SuspectTimes, m.started AS StartTime, m.alive AS IAmAliveTime, v.version AS Version
 FROM cluster_versions v LEFT JOIN cluster_members m ON m.cluster = v.cluster
 WHERE v.cluster = @DeploymentId;');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('MembershipReadRowKey',
'SELECT m.address AS Address, m.port AS Port, m.generation AS Generation, m.silo AS SiloName, m.host AS HostName, m.status AS Status, m.gateway AS ProxyPort,
        m.suspects AS SuspectTimes, m.started AS StartTime, m.alive AS IAmAliveTime, v.version AS Version
 FROM cluster_versions v LEFT JOIN cluster_members m ON m.cluster = v.cluster AND m.address = @Address AND m.port = @Port AND m.generation = @Generation
 WHERE v.cluster = @DeploymentId;');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('GatewaysQueryKey',
'SELECT address AS Address, gateway AS ProxyPort, generation AS Generation FROM cluster_members
 WHERE cluster = @DeploymentId AND status = @Status AND gateway > 0;');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('DeleteMembershipTableEntriesKey',
'WITH members AS (DELETE FROM cluster_members WHERE cluster = @DeploymentId)
 DELETE FROM cluster_versions WHERE cluster = @DeploymentId;');

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES ('CleanupDefunctSiloEntriesKey',
'DELETE FROM cluster_members WHERE cluster = @DeploymentId AND alive < @IAmAliveTime AND status <> 3;');
