namespace Streams.Tests;

/// <summary>The size of a load.</summary>
/// <param name="Viewers">The number of viewers.</param>
/// <param name="ReportEvery">The interval at which each reporter sends a batch.</param>
/// <param name="BotPace">The items per second that the built-in agent finds, of 300.</param>
internal sealed record LoadSize(int Viewers, TimeSpan ReportEvery, int BotPace)
{
    /// <summary>The load for one process.</summary>
    public static LoadSize Usual { get; } = new(50, TimeSpan.FromMilliseconds(100), 15);
}
