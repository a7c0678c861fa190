using System.CommandLine;

namespace Streams.Bench.Load;

/// <summary>The command line.</summary>
internal static class LoadCommand
{
    public static Task<int> RunAsync(string[] args, Func<Settings, CancellationToken, Task<int>> measure)
    {
        var root = new RootCommand("Measures reports/s over HTTP, cold start and memory of a server that it starts itself, on a temporary folder.");
        var api = BenchCommand.Api(root);
        var seconds = BenchCommand.Number(root, "--seconds", "Length of each throughput run, after its warm-up", 10);
        var callers = BenchCommand.Number(root, "--callers", "Connections that report at the same time", 64);
        var streams = BenchCommand.Number(root, "--streams", "Streams of the run with many streams", 1_000);
        var only = new Option<string[]>("--only")
        {
            Description = $"Measure only this; several may be given. Without it all but {Settings.Price}",
            AllowMultipleArgumentsPerToken = true,
        };
        only.AcceptOnlyFromAmong(Settings.Throughput, Settings.Start, Settings.Memory, Settings.Price);
        root.Add(only);
        var postgres = BenchCommand.Postgres(root, $"{Settings.Price} measures PostgreSQL too");
        return BenchCommand.RunAsync(root, args, (given, cancellation) => measure(
            new(
                Path.GetFullPath(given.GetRequiredValue(api)),
                given.GetValue(seconds),
                given.GetValue(callers),
                given.GetValue(streams),
                given.GetValue(only) ?? [],
                given.GetValue(postgres)),
            cancellation));
    }
}
