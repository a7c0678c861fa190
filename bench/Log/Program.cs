using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using System.Diagnostics.Metrics;
using Streams.Contract;
using Streams.Grains.EventLog;
using Streams.Grains.EventLog.Postgres;
using Streams.Grains.EventLog.Sqlite;

// Acknowledged appends a second at the log itself: callers that each wait for their append before the next one.
if (args.Contains("--help"))
{
    Console.WriteLine("Measures the event log: acknowledged appends a second and their latency.\n\n  --seconds N   length of each run (5)\n  --folder F    where to write (a temporary folder)\n  --postgres C  a connection string: measures PostgreSQL, in a stream of its own per run, instead of SQLite");
    return;
}

var seconds = int.Parse(Option("--seconds") ?? "5", CultureInfo.InvariantCulture);
using var root = new TemporaryFolder(Option("--folder"));
var payload = JsonText.Parse($$"""{"stream_id":"0199d6ff3b8a7c6e9d2f4a5b6c7d8e9f","completed":17,"total":50,"percentage":34,"text":"{{new string('x', 180)}}"}""");

Console.WriteLine($"{Machine.Describe(root.Path)}\n");
using var table = new Table("synchronous", "streams", "callers", "appends/s", "p50 ms", "p99 ms");
foreach (var sync in (bool[])[true, false])
{
    foreach (var (streams, callers) in ((int, int)[])[(1, 64), (1_000, 256)])
        await RunAsync(sync, streams, callers);
}

return;

async Task RunAsync(bool sync, int streams, int callers)
{
    var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
    var (log, store) = Open(sync, streams, new LogMetrics(meters));
    var run = $"{Stopwatch.GetTimestamp():x}-";
    var heads = new long[streams];
    var locks = Enumerable.Range(0, streams).Select(_ => new Lock()).ToArray();
    var (clock, latencies) = (Stopwatch.StartNew(), new Latencies[callers]);
    var warmUp = TimeSpan.FromSeconds(1);
    await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(() => CallAsync(caller))));
    var all = Latencies.Merge(latencies);
    await log.DisposeAsync();
    store.Dispose();
    table.Add(sync ? "full" : "normal", $"{streams:N0}", $"{callers}", $"{all.Count / (double)seconds:N0}", all.Milliseconds(0.50), all.Milliseconds(0.99));

    async Task CallAsync(int caller)
    {
        var (mine, random) = (latencies[caller] = new(), new Random(caller));
        while (clock.Elapsed < warmUp + TimeSpan.FromSeconds(seconds))
        {
            var stream = random.Next(streams);
            Task append;
            var began = clock.Elapsed;

            // As in a grain: the sequence is given and the append queued in one step.
            lock (locks[stream])
            {
                var seq = ++heads[stream];
                append = log.AppendAsync(new LogAppend(run + Id(stream), [new(new StreamEvent(seq, EventName.ProgressUpdate, payload, DateTimeOffset.UnixEpoch), $"r{seq}")], [], null));
            }

            await append;
            if (began > warmUp)
                mine.Add(clock.Elapsed - began);
        }
    }
}

(SqlEventLog Log, IDisposable Store) Open(bool sync, int streams, LogMetrics metrics)
{
    if (Option("--postgres") is { } connectionString)
    {
        var postgres = PostgresStore.Open(new PostgresOptions { ConnectionString = connectionString, SyncEveryCommit = sync }, NullLogger.Instance);
        return (new PostgresEventLog(postgres, new PostgresReader(postgres), metrics, NullLogger<PostgresEventLog>.Instance), postgres);
    }

    var sqlite = SqliteStore.Open(new SqliteOptions { Folder = Path.Combine(root.Path, $"{sync}-{streams}"), SyncEveryCommit = sync }, NullLogger.Instance);
    return (new SqliteEventLog(sqlite, new SqliteReader(sqlite.LogConnectionString), metrics, NullLogger<SqliteEventLog>.Instance), sqlite);
}

static string Id(int stream) => $"0199d6ff3b8a7c6e9d2f4a5b{stream:00000000}";

string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
