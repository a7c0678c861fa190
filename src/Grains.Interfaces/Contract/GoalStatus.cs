namespace Streams.Contract;

/// <summary>How far a stream's goal is.</summary>
public enum GoalStatus
{
    /// <summary>Nothing was reported yet.</summary>
    NotStarted,

    /// <summary>Reports come in; there is no deadline, or no rate to judge it by.</summary>
    InProgress,

    /// <summary>At the average rate since the first report, the target is reached by the deadline.</summary>
    OnTrack,

    /// <summary>At the average rate since the first report, the deadline is missed; or it has passed.</summary>
    AtRisk,

    /// <summary>Target reached, no agent active, every assigned built-in agent has finished a run.</summary>
    Completed,
}
