namespace Streams.Contract;

/// <summary>The state of a stream's goal.</summary>
public enum GoalStatus
{
    /// <summary>Nothing has been reported.</summary>
    NotStarted,

    /// <summary>There are reports, but no deadline, or no rate to estimate from.</summary>
    InProgress,

    /// <summary>At the average rate since the first report, the target is reached by the deadline.</summary>
    OnTrack,

    /// <summary>At the average rate since the first report, the deadline is missed; or it has passed.</summary>
    AtRisk,

    /// <summary>Target reached, no active agent, and every assigned built-in agent has finished a run.</summary>
    Completed,
}
