namespace Streams.Tests;

/// <summary>How much load there is.</summary>
/// <param name="Viewers">How many watch.</param>
/// <param name="ReportEvery">How often each of those who report does so.</param>
/// <param name="BotPace">How many of its 300 items the built-in agent finds a second.</param>
internal sealed record LoadSize(int Viewers, TimeSpan ReportEvery, int BotPace)
{
    /// <summary>As much as one process has to stand.</summary>
    public static LoadSize Usual { get; } = new(50, TimeSpan.FromMilliseconds(100), 15);
}
