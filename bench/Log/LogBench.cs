using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Streams.Contract;
using Streams.Grains.EventLog;
using Streams.Grains.EventLog.Postgres;
using Streams.Grains.EventLog.Sqlite;

namespace Streams.Bench.Log;

/// <summary>Acknowledged appends/s at the event log itself. Each caller waits for its append before it makes the next one.</summary>
internal sealed class LogBench(LogSettings settings)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    private static readonly JsonText Payload = JsonText.Parse(
        $$"""{"stream_id":"0199d6ff3b8a7c6e9d2f4a5b6c7d8e9f","completed":17,"total":50,"percentage":34,"text":"{{new string('x', 180)}}"}""");

    public async Task RunAsync()
    {
        using var root = new TemporaryFolder(settings.Folder);
        Console.WriteLine($"{Machine.Describe(root.Path)}\n");
        using var table = new Table("synchronous", "streams", "callers", "appends/s", "p50 ms", "p99 ms");
        foreach (var sync in (bool[])[true, false])
        {
            foreach (var (streams, callers) in ((int, int)[])[(1, 64), (1_000, 256)])
                await MeasureAsync(table, root.Path, sync, streams, callers);
        }
    }

    private static string Id(int stream) => $"0199d6ff3b8a7c6e9d2f4a5b{stream:00000000}";

    private async Task MeasureAsync(Table table, string root, bool sync, int streams, int callers)
    {
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        var (log, store) = Open(Path.Combine(root, $"{sync}-{streams}"), sync, new LogMetrics(meters));
        var run = $"{Stopwatch.GetTimestamp():x}-";
        var heads = new long[streams];
        var locks = Enumerable.Range(0, streams).Select(_ => new Lock()).ToArray();
        var clock = Stopwatch.StartNew();
        var latencies = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(() => CallAsync(caller))));
        await log.DisposeAsync();
        store.Dispose();

        var all = Latencies.Merge(latencies);
        table.Add(sync ? "full" : "normal", $"{streams:N0}", $"{callers}", $"{all.Count / (double)settings.Seconds:N0}", all.Milliseconds(0.50), all.Milliseconds(0.99));

        async Task<Latencies> CallAsync(int caller)
        {
            var (mine, random) = (new Latencies(), new Random(caller));
            while (clock.Elapsed < WarmUp + TimeSpan.FromSeconds(settings.Seconds))
            {
                var stream = random.Next(streams);
                Task append;
                var began = clock.Elapsed;

                // As in a grain: one step assigns the sequence and queues the append.
                lock (locks[stream])
                {
                    var seq = ++heads[stream];
                    var record = new LogRecord(new StreamEvent(seq, EventName.ProgressUpdate, Payload, DateTimeOffset.UnixEpoch), $"r{seq}");
                    append = log.AppendAsync(new LogAppend(run + Id(stream), [record], [], null));
                }

                await append;
                if (began > WarmUp)
                    mine.Add(clock.Elapsed - began);
            }

            return mine;
        }
    }

    private (SqlEventLog Log, IDisposable Store) Open(string folder, bool sync, LogMetrics metrics)
    {
        if (settings.Postgres is not null)
        {
            var postgres = PostgresStore.Open(new PostgresOptions { ConnectionString = settings.Postgres, SyncEveryCommit = sync }, NullLogger.Instance);
            return (new PostgresEventLog(postgres, new PostgresReader(postgres), metrics, NullLogger<PostgresEventLog>.Instance), postgres);
        }

        var sqlite = SqliteStore.Open(new SqliteOptions { Folder = folder, SyncEveryCommit = sync }, NullLogger.Instance);
        return (new SqliteEventLog(sqlite, new SqliteReader(sqlite.LogConnectionString), metrics, NullLogger<SqliteEventLog>.Instance), sqlite);
    }
}
