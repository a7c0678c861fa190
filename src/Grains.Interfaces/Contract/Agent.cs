using System.Text.Json.Serialization;

namespace Streams.Contract;

/// <summary>An agent assigned to a stream, as the API shows it.</summary>
/// <param name="AgentId">The agent's id, assigned by the server.</param>
/// <param name="StreamId">The stream it works on.</param>
/// <param name="AgentType">One of <see cref="AgentTypes"/>; any other is external and only reports.</param>
/// <param name="AgentName">Its display name.</param>
/// <param name="Config">Its settings, a JSON object of at most 8 KiB.</param>
/// <param name="Status">What it is doing.</param>
/// <param name="Executions">Its runs, newest first, at most <see cref="MaxExecutions"/>.</param>
[GenerateSerializer, Immutable]
public sealed record Agent(
    string AgentId,
    string StreamId,
    string AgentType,
    string AgentName,
    JsonText Config,
    AgentStatus Status,
    IReadOnlyList<Execution> Executions)
{
    /// <summary>The number of runs that are kept; older ones are dropped.</summary>
    public const int MaxExecutions = 20;

    /// <summary>The maximum number of agents that are assigned to one stream.</summary>
    public const int MaxPerStream = 50;
}

/// <summary>The agents that run inside the product.</summary>
public static class AgentTypes
{
    /// <summary>Finds companies that meet the goal's criteria.</summary>
    public const string OpportunityBot = "opportunity_bot";

    /// <summary>Completes and normalises the data about the companies found.</summary>
    public const string EnrichmentAgent = "enrichment_agent";

    /// <summary>Scores the companies 0 to 5.</summary>
    public const string ScoringAgent = "scoring_agent";

    /// <summary>Whether <paramref name="agentType"/> runs inside the product.</summary>
    public static bool IsBuiltIn(string agentType) => agentType is OpportunityBot or EnrichmentAgent or ScoringAgent;
}

/// <summary>What an assigned agent is doing.</summary>
public enum AgentStatus
{
    /// <summary>It has never run.</summary>
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

/// <summary>One run of an agent.</summary>
/// <param name="Id">The run's id.</param>
/// <param name="AgentId">The agent.</param>
/// <param name="StreamId">The stream.</param>
/// <param name="Status"><c>running</c>, <c>completed</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="StartedAt">When it started, UTC.</param>
/// <param name="FinishedAt">When it ended, UTC; null before that.</param>
/// <param name="Results">Counts such as <c>items_created</c>, <c>avg_score</c>, <c>missing</c>; or <c>error</c>.</param>
[GenerateSerializer, Immutable]
public sealed record Execution(
    string Id,
    string AgentId,
    string StreamId,
    AgentStatus Status,
    DateTimeOffset StartedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? FinishedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] JsonText? Results);
