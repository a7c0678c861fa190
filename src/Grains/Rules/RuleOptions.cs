namespace Streams.Grains.Rules;

/// <summary>The configurable part of the rules, and their fixed limits.</summary>
/// <param name="SilenceLimit">The time without an activity after which an agent counts as failed.</param>
internal sealed record RuleOptions(TimeSpan SilenceLimit)
{
    /// <summary>60 s of silence.</summary>
    public static RuleOptions Default { get; } = new(TimeSpan.FromSeconds(60));

    /// <summary>The number of agents that may be active on one stream at once; a further <c>started</c> is refused.</summary>
    public const int MaxActiveAgents = 1_000;
}
