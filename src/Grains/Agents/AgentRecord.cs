using Streams.Contract;

namespace Streams.Grains.Agents;

/// <summary>An agent's state in grain storage: its runs and the checkpoint of the current one. Immutable, because it is serialized outside the grain's turn.</summary>
internal sealed record AgentRecord
{
    /// <summary>The runs, newest first, at most <see cref="Agent.MaxExecutions"/>.</summary>
    public IReadOnlyList<Execution> Executions { get; init; } = [];

    /// <summary>The number of runs ever started.</summary>
    public long Runs { get; init; }

    /// <summary>The checkpoint of the current run; null if there is none.</summary>
    public Checkpoint? Checkpoint { get; init; }
}

/// <summary>The position of a run: everything before it is done and reported.</summary>
/// <param name="FromSeq">The stream's sequence when the run started.</param>
/// <param name="Cursor">The last completed row of the source or page of items; null at the start.</param>
/// <param name="Counts">The counts up to the cursor.</param>
/// <param name="Ending">How the run ended, if only the final report is left to do; otherwise null.</param>
internal sealed record Checkpoint(long FromSeq, string? Cursor, IReadOnlyDictionary<string, double> Counts, Ending? Ending = null)
{
    /// <summary>A count by name; 0 if it is absent.</summary>
    public double Count(string name) => Counts.GetValueOrDefault(name);
}

/// <summary>How a run ended. Stored before it is reported, so a run that is interrupted in between only repeats the same report.</summary>
/// <param name="Status">The final status.</param>
/// <param name="Message">A sentence for users.</param>
/// <param name="Results">The final counts, or the error.</param>
internal sealed record Ending(AgentStatus Status, string Message, JsonText Results);

/// <summary>The grain state: Orleans needs a type with a parameterless constructor.</summary>
internal sealed class AgentRecordHolder
{
    public AgentRecord Record { get; set; } = new();
}
