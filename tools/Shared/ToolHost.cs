using System.CommandLine;
using System.CommandLine.Invocation;

namespace Streams.Tools;

/// <summary>Runs a command line: errors go to standard error as sentences that start with the tool's name.</summary>
internal static class ToolHost
{
    private const int Failed = 1;
    private const int WrongUse = 2;

    /// <param name="name">The tool's name, for its messages.</param>
    /// <param name="root">Its command line.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="timeToCleanUp">How long a command may take to stop after Ctrl-C or SIGTERM; null where the command handles signals itself.</param>
    /// <returns>The exit code: the command's own, 1 when it failed, 2 when the arguments are wrong.</returns>
    public static async Task<int> RunAsync(string name, RootCommand root, string[] args, TimeSpan? timeToCleanUp)
    {
        var parsed = root.Parse(args);

        // `--help` is not an error, even if required arguments are missing.
        if (parsed.Action is ParseErrorAction)
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync($"{name}: {error.Message}");
            await Console.Error.WriteLineAsync($"{name}: --help lists the commands and options.");
            return WrongUse;
        }

        try
        {
            return await parsed.InvokeAsync(new() { ProcessTerminationTimeout = timeToCleanUp, EnableDefaultExceptionHandler = false });
        }
        catch (Exception failure) when (failure is ToolException or HttpRequestException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"{name}: {failure.Message}");
            return Failed;
        }
    }
}
