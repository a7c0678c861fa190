[assembly: AssemblyFixture(typeof(Streams.Tests.PostgresServer))]
