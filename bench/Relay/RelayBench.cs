namespace Streams.Bench.Relay;

/// <summary>Measures each rate with each number of streams, on one server; each time with new streams and new watchers.</summary>
internal sealed class RelayBench(Settings settings)
{
    /// <summary>Until the hot paths of server and load program are compiled with optimisation.</summary>
    private static readonly Schedule Compile = new(Rate: 500, Streams: 10, TimeSpan.Zero, TimeSpan.FromSeconds(15));

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    /// <summary>A rate is reached where no more than three hundredths are missing: the ends of a run fall between two requests.</summary>
    private const double Enough = 0.97;

    private readonly List<string> _remarks = [];

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        using var root = new TemporaryFolder();
        var complaints = new Complaints();
        Console.WriteLine($"{Machine.Describe(root.Path)}\n");
        Console.WriteLine(
            $"{settings.Watchers:N0} watchers over SignalR, {(settings.Postgres is null ? "SQLite" : "PostgreSQL")}, each {settings.ActivityEvery}th report an activity and the "
            + $"others progress, {settings.Seconds} s each after {WarmUp.TotalSeconds} s of warm-up, on a server that has run for {Compile.Length.TotalSeconds} s, {settings.Api}\n");
        Console.WriteLine("## From the time at which a report was due to the arrival of its event at each watcher\n");
        await using (var server = await new Servers(root.Path, complaints).StartAsync(
            new(settings.Api, settings.Streams.Max()) { Postgres = settings.Postgres }, cancellation))
        {
            await MeasureAsync(server, cancellation);
        }

        foreach (var remark in _remarks)
            Console.WriteLine($"- {remark}\n");
        complaints.Print();
        return 0;
    }

    private static string Milliseconds(TimeSpan? latency) => latency is { } some ? $"{some.TotalMilliseconds:N1}" : "-";

    private async Task MeasureAsync(ServerUnderLoad server, CancellationToken cancellation)
    {
        await Console.Error.WriteLineAsync("bench: warm-up");
        await new RelayRun(server, settings.Watchers, settings.ActivityEvery, Compile).RunAsync(cancellation);
        using var table = new Table(
            "streams", "events/s asked", "reached", "frames/s per watcher", "deliveries/s", "p50 ms", "p95 ms", "p99 ms", "max ms", "acknowledged p50, p99 ms",
            "server cores", "load cores", "other cores", "server MiB");
        foreach (var (streams, rate) in settings.Streams.SelectMany(streams => settings.Rates.Select(rate => (streams, rate))))
            await MeasureAsync(table, server, new(rate, streams, WarmUp, TimeSpan.FromSeconds(settings.Seconds)), cancellation);
    }

    private async Task MeasureAsync(Table table, ServerUnderLoad server, Schedule schedule, CancellationToken cancellation)
    {
        var name = $"{schedule.Streams:N0} stream(s), {schedule.Rate:N0} events/s";
        await Console.Error.WriteLineAsync($"bench: {name}");
        var result = await new RelayRun(server, settings.Watchers, settings.ActivityEvery, schedule).RunAsync(cancellation);
        table.Add(
            $"{schedule.Streams:N0}",
            $"{schedule.Rate:N0}",
            result.PerSecond(result.Reports),
            $"{result.Frames / result.Elapsed.TotalSeconds / settings.Watchers:0.0}",
            result.PerSecond(result.Events),
            Milliseconds(result.Deliveries.Share(0.50)),
            Milliseconds(result.Deliveries.Share(0.95)),
            Milliseconds(result.Deliveries.Share(0.99)),
            Milliseconds(result.Deliveries.Max),
            $"{Milliseconds(result.Acknowledgements.Share(0.50))}, {Milliseconds(result.Acknowledgements.Share(0.99))}",
            result.Cores(result.Processors.Server),
            result.Cores(result.Processors.Load),
            result.Cores(result.Processors.Others),
            $"{result.Resident:N0}");
        Remark(name, result, schedule);
    }

    private void Remark(string name, RelayResult result, Schedule schedule)
    {
        var arrived = result.Events / (double)settings.Watchers * schedule.Streams;
        var reached = Math.Min(result.Reports, arrived) / result.Elapsed.TotalSeconds;
        if (reached < schedule.Rate * Enough)
        {
            var busy = (result.Processors.Server + result.Processors.Load + result.Processors.Others) / result.Elapsed;
            _remarks.Add($"{name}: not reached, {reached:N0} events/s went the whole way, with {busy:0.0} of {Environment.ProcessorCount} cores busy.");
        }


        if (result.Missing > 0)
            _remarks.Add($"{name}: {result.Missing:N0} deliveries had not come when the waiting ended; they count with the time that was waited.");
        if (result.Gaps > 0)
            _remarks.Add($"{name}: {result.Gaps:N0} times a watcher had fallen behind, was told so, and watched again from its position.");
    }
}
