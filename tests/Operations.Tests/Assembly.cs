[assembly: AssemblyFixture(typeof(PostgresServer))]

// Who listens to meters and activity sources, and what the environment says, is the whole process's.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
