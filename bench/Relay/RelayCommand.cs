using System.CommandLine;

namespace Streams.Bench.Relay;

/// <summary>The command line.</summary>
internal static class RelayCommand
{
    public static Task<int> RunAsync(string[] args, Func<Settings, CancellationToken, Task<int>> measure)
    {
        var root = new RootCommand("Measures how long after a report was due its event reaches those who watch over SignalR, of a server that it starts itself.");
        var api = BenchCommand.Api(root);
        var watchers = BenchCommand.Number(root, "--watchers", "Connections that watch, all streams together", 1_000);
        var streams = BenchCommand.Numbers(root, "--streams", "Streams that they are spread over, one number after the other", 1, 50);
        var rates = BenchCommand.Numbers(root, "--rates", "Events a second, all streams together, one rate after the other", 60, 1_000, 5_000);
        var seconds = BenchCommand.Number(root, "--seconds", "Length of each run, after its warm-up", 10);
        var activities = BenchCommand.Number(root, "--activity-every", "Each Nth report is an activity, which frames never merge; the others are progress", 4);
        var postgres = BenchCommand.Postgres(root, "the server uses it instead of SQLite");
        return BenchCommand.RunAsync(root, args, (given, cancellation) => measure(
            new(
                Path.GetFullPath(given.GetRequiredValue(api)),
                given.GetValue(watchers),
                given.GetRequiredValue(streams),
                given.GetRequiredValue(rates),
                given.GetValue(seconds),
                given.GetValue(activities),
                given.GetValue(postgres)),
            cancellation));
    }
}
