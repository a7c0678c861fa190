using System.CommandLine;

namespace Streams.Bench.Common;

/// <summary>Options that several benches have.</summary>
internal static class BenchOptions
{
    public static Option<string> Api() => Options.Program("--api", "Api");

    public static Option<int> Seconds(int otherwise) => Options.Number("--seconds", "Length of each run, after its warm-up", otherwise);

    public static Option<string?> Postgres(string use) => new("--postgres")
    {
        Description = $"Connection string of a database that may be filled: {use}",
        HelpName = "TEXT",
    };
}
