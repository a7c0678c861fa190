using System.Globalization;

namespace Streams.Tests;

/// <summary>What is set from outside, and said to the outside, of a run that draws lots.</summary>
internal static class Run
{
    /// <summary><c>STREAMS_SEED</c>, or one of its own.</summary>
    public static int Seed { get; } = Setting("STREAMS_SEED") ?? Random.Shared.Next();

    public static int? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : null;

    /// <summary>Says it to whoever looks on, and to who reads the result.</summary>
    public static void Say(this ITestOutputHelper output, string text)
    {
        output.WriteLine(text);
        TestContext.Current.SendDiagnosticMessage(text);
    }
}
