using System.CommandLine;

namespace Streams.Bench.Load;

internal static class LoadCommand
{
    public static Command Create()
    {
        var api = BenchOptions.Api();
        var seconds = BenchOptions.Seconds(10);
        var callers = Options.Number("--callers", "Connections that report at the same time", 64);
        var streams = Options.Number("--streams", "Number of streams in the run with many streams", 1_000);
        var only = new Option<string[]>("--only")
        {
            Description = $"Measure only these parts; without it, all but {LoadSettings.Price}",
            AllowMultipleArgumentsPerToken = true,
        };
        only.AcceptOnlyFromAmong(LoadSettings.Throughput, LoadSettings.Start, LoadSettings.Memory, LoadSettings.Price);
        var postgres = BenchOptions.Postgres($"{LoadSettings.Price} measures PostgreSQL too");
        var command = new Command("load", "Measures reports/s over HTTP, cold start and memory of a server that it starts on a temporary folder.")
        {
            api, seconds, callers, streams, only, postgres,
        };
        command.SetAction((given, cancellation) => new LoadBench(new(
            Path.GetFullPath(given.GetRequiredValue(api)),
            given.GetValue(seconds),
            given.GetValue(callers),
            given.GetValue(streams),
            given.GetValue(only) ?? [],
            given.GetValue(postgres))).RunAsync(cancellation));
        return command;
    }
}
