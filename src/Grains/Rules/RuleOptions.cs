namespace Streams.Grains.Rules;

/// <summary>What about the rules can be configured.</summary>
/// <param name="SilenceLimit">After how long without an activity an agent counts as failed.</param>
public sealed record RuleOptions(TimeSpan SilenceLimit)
{
    /// <summary>60 s of silence.</summary>
    public static RuleOptions Default { get; } = new(TimeSpan.FromSeconds(60));

    /// <summary>How many agents may be active on one stream at once; a further <c>started</c> is refused.</summary>
    public const int MaxActiveAgents = 1_000;

    /// <summary>How many agents may be assigned to one stream; a further assignment is refused.</summary>
    public const int MaxAssignments = 50;

    /// <summary>How many different stages the items of one stream may have; a report that needs more is refused.</summary>
    public const int MaxStages = 50;

    /// <summary>The greatest size of <c>data</c>, in bytes of minified JSON.</summary>
    public const int MaxDataBytes = 8 * 1024;
}
