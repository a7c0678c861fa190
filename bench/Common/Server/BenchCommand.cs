using System.CommandLine;
using System.CommandLine.Parsing;

namespace Streams.Bench.Common.Server;

/// <summary>The command line of a bench that starts the server itself: what all of them can be told, and what is wrong with what was said.</summary>
internal static class BenchCommand
{
    private const int Failed = 1;
    private const int WrongUse = 2;

    /// <summary>Longer than the server takes to stop, so that an interrupted bench leaves no server and no data behind.</summary>
    private static readonly TimeSpan TimeToCleanUp = TimeSpan.FromSeconds(20);

    public static Option<string> Api(RootCommand root) =>
        Program(root, "--api", "The server to measure: Streams.Api.dll", "src/Api", "artifacts/bin/Api/release/Streams.Api.dll");

    /// <param name="root">The command.</param>
    /// <param name="name">The option.</param>
    /// <param name="description">What it is.</param>
    /// <param name="project">The project that makes the program.</param>
    /// <param name="usual">Where it is then.</param>
    public static Option<string> Program(RootCommand root, string name, string description, string project, string usual)
    {
        var program = new Option<string>(name) { Description = description, HelpName = "PATH" };
        root.Add(program);
        root.Validators.Add(given =>
        {
            if (given.GetValue(program) is not { } path)
                given.AddError($"Say which program to measure: {name} {usual}");
            else if (!File.Exists(path))
                given.AddError($"There is no program to measure at '{path}': build it first (dotnet build {project} -c Release).");
        });
        return program;
    }

    public static Option<int> Number(RootCommand root, string name, string description, int otherwise)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => otherwise };
        option.Validators.Add(given => RequirePositive(given, name));
        root.Add(option);
        return option;
    }

    public static Option<int[]> Numbers(RootCommand root, string name, string description, params int[] otherwise)
    {
        var option = new Option<int[]>(name)
        {
            Description = description,
            HelpName = "N,N",
            DefaultValueFactory = _ => otherwise,
            CustomParser = given => ReadNumbers(given, name),
        };
        root.Add(option);
        return option;
    }

    public static Option<string?> Postgres(RootCommand root, string use)
    {
        var option = new Option<string?>("--postgres") { Description = $"Connection string of a database that may be filled: {use}", HelpName = "TEXT" };
        root.Add(option);
        return option;
    }

    /// <param name="root">The command.</param>
    /// <param name="args">The command line.</param>
    /// <param name="measure">What to do with it, giving the exit code.</param>
    public static async Task<int> RunAsync(RootCommand root, string[] args, Func<ParseResult, CancellationToken, Task<int>> measure)
    {
        root.SetAction((given, cancellation) => MeasureAsync(given, measure, cancellation));
        var parsed = root.Parse(args);
        foreach (var error in parsed.Errors)
            await Console.Error.WriteLineAsync($"bench: {error.Message}");
        if (parsed.Errors.Count > 0)
            return WrongUse;
        return await parsed.InvokeAsync(new() { ProcessTerminationTimeout = TimeToCleanUp, EnableDefaultExceptionHandler = false });
    }

    private static async Task<int> MeasureAsync(ParseResult given, Func<ParseResult, CancellationToken, Task<int>> measure, CancellationToken cancellation)
    {
        try
        {
            return await measure(given, cancellation);
        }
        catch (Exception failure) when (failure is ServerFailedException or HttpRequestException or OperationCanceledException)
        {
            // What ended it early is a sentence; anything else is a mistake here and keeps its stack.
            await Console.Error.WriteLineAsync($"bench: {failure.Message}");
            return Failed;
        }
    }

    private static void RequirePositive(OptionResult given, string name)
    {
        if (!IsPositive(given.Tokens.SingleOrDefault()?.Value ?? "1", out _))
            given.AddError($"{name} must be a whole number of at least 1.");
    }

    private static int[]? ReadNumbers(ArgumentResult given, string name)
    {
        var texts = given.Tokens.SelectMany(token => token.Value.Split(',')).ToArray();
        if (texts.Length > 0 && texts.All(text => IsPositive(text, out _)))
            return [.. texts.Select(int.Parse)];
        given.AddError($"{name} must be whole numbers of at least 1, with commas between them.");
        return null;
    }

    private static bool IsPositive(string text, out int number) => int.TryParse(text, out number) && number >= 1;
}
