namespace Streams.Bench.Common;

/// <summary>Progress messages. They go to standard error, so that standard output holds only the figures.</summary>
internal static class Progress
{
    public static void Show(string step) => Console.Error.WriteLine($"bench: {step}");
}
