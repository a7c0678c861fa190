using System.Text.Json;

namespace Streams.Client;

/// <summary>An agent assigned to a stream.</summary>
/// <param name="AgentId">Its id, assigned by the server.</param>
/// <param name="StreamId">The stream it works on.</param>
/// <param name="AgentType">One of <see cref="AgentTypes"/>; any other is external and only reports.</param>
/// <param name="AgentName">What people call it.</param>
/// <param name="Config">Its settings, a JSON object.</param>
/// <param name="Status">What it is doing.</param>
/// <param name="Executions">Its last runs, newest first, at most 20.</param>
public sealed record Agent(
    string AgentId, string StreamId, string AgentType, string AgentName, JsonElement Config, AgentStatus Status, IReadOnlyList<Execution> Executions);

/// <summary>One run of an agent.</summary>
/// <param name="Id">The run's id.</param>
/// <param name="AgentId">The agent.</param>
/// <param name="StreamId">The stream.</param>
/// <param name="Status">Running, completed, failed or cancelled.</param>
/// <param name="StartedAt">When it started, UTC.</param>
/// <param name="FinishedAt">When it ended, UTC, or not yet.</param>
/// <param name="Results">Counts such as <c>items_created</c>, <c>avg_score</c>, <c>missing</c>; or <c>error</c>.</param>
public sealed record Execution(
    string Id,
    string AgentId,
    string StreamId,
    AgentStatus Status,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt = null,
    JsonElement? Results = null);

/// <summary>How an agent, or one run of it, stands.</summary>
public enum AgentStatus
{
    /// <summary>A status of a newer server.</summary>
    Unknown,

    /// <summary>It never ran.</summary>
    Idle,

    /// <summary>It is running.</summary>
    Running,

    /// <summary>Its last run finished.</summary>
    Completed,

    /// <summary>Its last run failed.</summary>
    Failed,

    /// <summary>Its last run was cancelled.</summary>
    Cancelled,
}

/// <summary>The agents that run in the server.</summary>
public static class AgentTypes
{
    /// <summary>Finds companies that meet the goal's criteria.</summary>
    public const string OpportunityBot = "opportunity_bot";

    /// <summary>Completes and normalises what is known about the companies found.</summary>
    public const string EnrichmentAgent = "enrichment_agent";

    /// <summary>Scores the companies 0 to 5.</summary>
    public const string ScoringAgent = "scoring_agent";
}
