namespace Streams.Tests;

public sealed partial class PostgresServer
{
    static partial void Skip(string reason) => Assert.Skip(reason);
}
