using System.Text.Json;

namespace Streams.Client;

/// <summary>Something to celebrate.</summary>
/// <param name="Id">Its id, unique over all streams.</param>
/// <param name="StreamId">The stream.</param>
/// <param name="Type">One of <see cref="MilestoneTypes"/>, or an agent's own.</param>
/// <param name="Title">A short title for people.</param>
/// <param name="Description">A sentence for people.</param>
/// <param name="Timestamp">When it was raised, UTC.</param>
/// <param name="Data">Anything more: a JSON object.</param>
public sealed record Milestone(
    string Id, string StreamId, string Type, string Title, string Description, DateTimeOffset Timestamp, JsonElement? Data = null);

/// <summary>The milestones that the server raises by itself, each at most once in a stream's life.</summary>
public static class MilestoneTypes
{
    /// <summary>The percentage first reached 25, 50 or 75 (<c>data.percentage</c>).</summary>
    public const string Progress = "progress_milestone";

    /// <summary>As much as was wanted is done, for the first time.</summary>
    public const string TargetReached = "target_reached";

    /// <summary>The average score first reached the goal's.</summary>
    public const string Quality = "quality_milestone";

    /// <summary>The target was reached in at most half of the time to the deadline.</summary>
    public const string Speed = "speed_milestone";

    /// <summary>The last 60 s brought at least 10, and at least twice what the 60 s before them brought.</summary>
    public const string Growth = "growth_milestone";

    /// <summary>The goal is done.</summary>
    public const string Completion = "completion";
}
