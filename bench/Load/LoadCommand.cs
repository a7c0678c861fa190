using System.CommandLine;
using System.CommandLine.Parsing;

namespace Streams.Bench.Load;

/// <summary>The command line: what can be said, and what is wrong with what was said.</summary>
internal static class LoadCommand
{
    private const int WrongUse = 2;

    /// <summary>Longer than the server takes to stop, so that an interrupted bench leaves no server and no data behind.</summary>
    private static readonly TimeSpan TimeToCleanUp = TimeSpan.FromSeconds(20);

    /// <param name="args">The command line.</param>
    /// <param name="measure">What to do with it, giving the exit code.</param>
    public static async Task<int> RunAsync(string[] args, Func<Settings, CancellationToken, Task<int>> measure)
    {
        var api = new Option<string>("--api") { Description = "The server to measure: Streams.Api.dll", HelpName = "PATH" };
        var seconds = Number("--seconds", "Length of each throughput run, after its warm-up", 10);
        var callers = Number("--callers", "Connections that report at the same time", 64);
        var streams = Number("--streams", "Streams of the run with many streams", 1_000);
        var only = new Option<string[]>("--only") { Description = "Measure only this, of all; several may be given", AllowMultipleArgumentsPerToken = true };
        only.AcceptOnlyFromAmong(Settings.Throughput, Settings.Start, Settings.Memory);
        var root = new RootCommand("Measures reports/s over HTTP, cold start and memory of a server that it starts itself, on a temporary folder.")
        {
            api, seconds, callers, streams, only,
        };
        root.Validators.Add(given =>
        {
            if (given.GetValue(api) is not { } path)
                given.AddError("Say which server to measure: --api artifacts/bin/Api/release/Streams.Api.dll");
            else if (!File.Exists(path))
                given.AddError($"There is no server to measure at '{path}': build it first (dotnet build src/Api -c Release).");
        });
        root.SetAction((given, cancellation) => measure(
            new(
                Path.GetFullPath(given.GetRequiredValue(api)),
                given.GetValue(seconds),
                given.GetValue(callers),
                given.GetValue(streams),
                given.GetValue(only) ?? []),
            cancellation));

        var parsed = root.Parse(args);
        foreach (var error in parsed.Errors)
            await Console.Error.WriteLineAsync($"bench: {error.Message}");
        if (parsed.Errors.Count > 0)
            return WrongUse;
        return await parsed.InvokeAsync(new() { ProcessTerminationTimeout = TimeToCleanUp, EnableDefaultExceptionHandler = false });
    }

    private static Option<int> Number(string name, string description, int otherwise)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => otherwise };
        option.Validators.Add(given => RequirePositive(given, name));
        return option;
    }

    private static void RequirePositive(OptionResult given, string name)
    {
        if (!int.TryParse(given.Tokens.SingleOrDefault()?.Value ?? "1", out var number) || number < 1)
            given.AddError($"{name} must be a whole number of at least 1.");
    }
}
