namespace Streams.Crash.Tests;

/// <summary>
/// The server is killed at random moments under load and restarted. <c>STREAMS_ROUNDS</c> is the number of kills (6; <c>make soak</c> sets 200),
/// <c>STREAMS_SEED</c> repeats the random choices of a run.
/// </summary>
public abstract class KillTests(ITestOutputHelper output)
{
    private static readonly int Rounds = Run.Setting("STREAMS_ROUNDS") ?? 6;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5 + Rounds);

    [Fact]
    public async Task Every_acknowledged_report_is_stored_once_and_reaches_every_viewer()
    {
        using var storage = await OpenAsync();
        await RunAsync(storage);
    }

    private protected abstract Task<Storage> OpenAsync();

    private async Task RunAsync(Storage storage)
    {
        output.Print($"STREAMS_SEED={Run.Seed} STREAMS_ROUNDS={Rounds}");
        var random = new Random(Run.Seed);
        using var limit = new CancellationTokenSource(Limit);
        var server = await storage.StartAsync(port: 0);
        try
        {
            var url = server.Url;
            var addresses = new Addresses(url);
            using var load = await Load.StartAsync(addresses, random, ClientTimeouts.Usual, LoadSize.Usual, limit.Token);
            for (var round = 0; round < Rounds; round++)
            {
                await load.AcknowledgeAsync(batches: random.Next(20, 400));
                addresses.Remove(url);
                await server.DisposeAsync();
                server = await storage.StartAsync(new Uri(url).Port);
                addresses.Add(url);
            }

            await load.EndAsync();
            Assert.Equal(0, await server.StopAsync());
            output.Print($"{Rounds} kills: {await load.CheckAsync(storage)}");
        }
        finally
        {
            await server.DisposeAsync();
        }
    }
}

public sealed class KillOnSqliteTests(ITestOutputHelper output) : KillTests(output)
{
    private protected override Task<Storage> OpenAsync() => Task.FromResult(Storage.Sqlite());
}

public sealed class KillOnPostgresTests(PostgresServer postgres, ITestOutputHelper output) : KillTests(output)
{
    private protected override async Task<Storage> OpenAsync() => Storage.Postgres(await postgres.CreateDatabaseAsync());
}
