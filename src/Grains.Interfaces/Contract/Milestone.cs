namespace Streams.Contract;

/// <summary>A noteworthy event: the payload of <c>milestone</c>.</summary>
/// <param name="Id">Id of the milestone, unique across all streams.</param>
/// <param name="StreamId">The stream.</param>
/// <param name="Type">One of <see cref="MilestoneTypes"/>, or an agent's own (<c>[a-z0-9_]{1,64}</c>).</param>
/// <param name="Title">A short title for people, 1 to 200 characters.</param>
/// <param name="Description">A sentence for people, at most 1,000 characters.</param>
/// <param name="Data">Additional data, at most 8 KiB of JSON.</param>
/// <param name="Timestamp">When it was raised, UTC.</param>
/// <param name="AgentId">The agent that reported it, or null.</param>
[GenerateSerializer, Immutable]
public sealed record Milestone(string Id, string StreamId, string Type, string Title, string Description, JsonText? Data, DateTimeOffset Timestamp, string? AgentId = null);

/// <summary>The milestones that the server raises itself, each at most once in a stream's life.</summary>
public static class MilestoneTypes
{
    /// <summary><c>percentage</c> first reached 25, 50 or 75 (<c>data.percentage</c>).</summary>
    public const string Progress = "progress_milestone";

    /// <summary><c>completed &gt;= total</c> for the first time.</summary>
    public const string TargetReached = "target_reached";

    /// <summary>The average score first reached the goal's score.</summary>
    public const string Quality = "quality_milestone";

    /// <summary>The target was reached in at most half the time to the deadline.</summary>
    public const string Speed = "speed_milestone";

    /// <summary>The last 60 s added at least 10, and at least twice as many as the preceding 60 s.</summary>
    public const string Growth = "growth_milestone";

    /// <summary>The goal is done.</summary>
    public const string Completion = "completion";

    /// <summary>Whether only the server raises milestones of this type.</summary>
    public static bool IsReserved(string type) => type is Progress or TargetReached or Quality or Speed or Growth or Completion;
}
