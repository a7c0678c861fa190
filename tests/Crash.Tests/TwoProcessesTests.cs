namespace Streams.Crash.Tests;

/// <summary>
/// Two processes on one database that are not a cluster: each has its own activation of a stream, as happens briefly in a failover. This setup is not supported,
/// yet no acknowledged report may be lost in it.
/// </summary>
public sealed class TwoProcessesTests(PostgresServer postgres)
{
    private const int Batches = 400;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Two_activations_of_a_stream_never_share_a_sequence_and_store_each_acknowledged_report_once()
    {
        using var storage = Storage.Postgres(await postgres.CreateDatabaseAsync());
        await using var one = await storage.StartAsync(port: 0);
        await using var other = await storage.StartAsync(port: 0);
        var created = await one.PostAsync("/api/streams/goal", new { name = "Shared" });
        var stream = created.GetProperty("stream").GetProperty("id").GetString()!;

        using var stop = new CancellationTokenSource();
        using var batches = new SemaphoreSlim(0);
        using var limit = new CancellationTokenSource(Limit);
        var both = new Addresses(one.Url, other.Url);
        var reporters = Enumerable.Range(0, 8).Select(i => new Reporter(i, stream, i, LoadSize.Usual.ReportEvery, new(both, first: i), ClientTimeouts.Usual)).ToArray();
        var reporting = reporters.Select(reporter => Task.Run(() => reporter.RunAsync(() => batches.Release(), stop.Token))).ToArray();
        for (var i = 0; i < Batches; i++)
            await batches.WaitAsync(limit.Token);
        await stop.CancelAsync();
        await Task.WhenAll(reporting).WaitAsync(limit.Token);

        var log = await storage.ReadAsync(stream);
        Assert.Equal(Enumerable.Range(1, log.Count).Select(seq => (long)seq), log.Select(logged => logged.Seq));
        Assert.Equal(
            reporters.SelectMany(reporter => reporter.Acknowledged).Order(StringComparer.Ordinal),
            log.Where(logged => logged.ReportId?.StartsWith('r') == true).Select(logged => logged.ReportId!).Order(StringComparer.Ordinal));
    }
}
