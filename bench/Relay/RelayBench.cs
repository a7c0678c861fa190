namespace Streams.Bench.Relay;

/// <summary>Measures each rate with each number of streams on one server. Each run has new streams and new watchers.</summary>
internal sealed class RelayBench(RelaySettings settings)
{
    /// <summary>Until the hot paths of server and load generator are compiled with optimization.</summary>
    private static readonly Schedule Compilation = new(Rate: 500, Streams: 10, TimeSpan.Zero, TimeSpan.FromSeconds(15));

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    /// <summary>A rate counts as reached when at most 3 % are missing, because a run ends between two requests.</summary>
    private const double ReachedShare = 0.97;

    private readonly List<string> _notes = [];

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        using var session = new Session();
        Console.WriteLine(
            $"{settings.Watchers:N0} watchers over SignalR, {(settings.Postgres is null ? "SQLite" : "PostgreSQL")}, every {settings.ActivityEvery}th report an activity and the "
            + $"others progress, {settings.Seconds} s each after {WarmUp.TotalSeconds} s of warm-up, on a server that has run for {Compilation.Length.TotalSeconds} s, {settings.Api}\n");
        Console.WriteLine("## From a report's due time to the arrival of its event at each watcher\n");
        await using (var server = await session.StartAsync(
            new(settings.Api, settings.Streams.Max()) { Postgres = settings.Postgres }, cancellation))
        {
            await MeasureAsync(server, cancellation);
        }

        foreach (var note in _notes)
            Console.WriteLine($"- {note}\n");
        return 0;
    }

    private async Task MeasureAsync(ServerUnderLoad server, CancellationToken cancellation)
    {
        Progress.Show("warm-up");
        await new RelayRun(server, settings.Watchers, settings.ActivityEvery, Compilation).RunAsync(cancellation);
        using var table = new Table(
            "streams", "events/s asked", "reached", "frames/s per watcher", "deliveries/s", "p50 ms", "p95 ms", "p99 ms", "max ms", "acknowledged p50, p99 ms",
            "server cores", "load cores", "other cores", "server MiB");
        foreach (var (streams, rate) in settings.Streams.SelectMany(streams => settings.Rates.Select(rate => (streams, rate))))
            await MeasureAsync(table, server, new(rate, streams, WarmUp, TimeSpan.FromSeconds(settings.Seconds)), cancellation);
    }

    private async Task MeasureAsync(Table table, ServerUnderLoad server, Schedule schedule, CancellationToken cancellation)
    {
        var name = $"{schedule.Streams:N0} stream(s), {schedule.Rate:N0} events/s";
        Progress.Show(name);
        var result = await new RelayRun(server, settings.Watchers, settings.ActivityEvery, schedule).RunAsync(cancellation);
        table.Add(
            $"{schedule.Streams:N0}",
            $"{schedule.Rate:N0}",
            result.PerSecond(result.Reports),
            $"{result.Frames / result.Elapsed.TotalSeconds / settings.Watchers:0.0}",
            result.PerSecond(result.Events),
            result.Deliveries.Milliseconds(0.50),
            result.Deliveries.Milliseconds(0.95),
            result.Deliveries.Milliseconds(0.99),
            Latencies.Milliseconds(result.Deliveries.Max),
            $"{result.Acknowledgements.Milliseconds(0.50)}, {result.Acknowledgements.Milliseconds(0.99)}",
            result.Cores(result.Processors.Server),
            result.Cores(result.Processors.Load),
            result.Cores(result.Processors.Others),
            $"{result.Resident:N0}");
        AddNotes(name, result, schedule);
    }

    private void AddNotes(string name, RelayResult result, Schedule schedule)
    {
        var arrived = result.Events / (double)settings.Watchers * schedule.Streams;
        var reached = Math.Min(result.Reports, arrived) / result.Elapsed.TotalSeconds;
        if (reached < schedule.Rate * ReachedShare)
        {
            var busy = (result.Processors.Server + result.Processors.Load + result.Processors.Others) / result.Elapsed;
            _notes.Add($"{name}: not reached: {reached:N0} events/s reached the watchers, with {busy:0.0} of {Environment.ProcessorCount} cores busy.");
        }

        if (result.Missing > 0)
            _notes.Add($"{name}: {result.Missing:N0} deliveries were missing at the end. They count with the time until then.");
        if (result.Gaps > 0)
            _notes.Add($"{name}: {result.Gaps:N0} times a watcher had a gap and watched again from its position.");
    }
}
