using System.Globalization;

namespace Streams.Tests;

/// <summary>The settings and the output of a randomized run.</summary>
internal static class Run
{
    /// <summary><c>STREAMS_SEED</c>, or a new seed for each run.</summary>
    public static int Seed { get; } = Setting("STREAMS_SEED") ?? Random.Shared.Next();

    public static int? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : null;

    /// <summary>Writes to the console and to the result of the test.</summary>
    public static void Print(this ITestOutputHelper output, string text)
    {
        output.WriteLine(text);
        TestContext.Current.SendDiagnosticMessage(text);
    }
}
