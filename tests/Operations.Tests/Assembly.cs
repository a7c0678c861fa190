[assembly: AssemblyFixture(typeof(PostgresServer))]

// Meter and activity listeners and environment variables are shared by the whole process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
