using Streams.Contract;

namespace Streams.Grains.Agents;

/// <summary>What grain storage keeps of an agent: its runs, and where the one under way is. Immutable: it is serialized off the grain's turn.</summary>
internal sealed record AgentRecord
{
    /// <summary>The runs, newest first, at most <see cref="Agent.MaxExecutions"/>.</summary>
    public IReadOnlyList<Execution> Executions { get; init; } = [];

    /// <summary>How many runs there were.</summary>
    public long Runs { get; init; }

    /// <summary>Where the run under way is, or null where none is.</summary>
    public Checkpoint? Checkpoint { get; init; }
}

/// <summary>Where a run is: everything before it is done and reported.</summary>
/// <param name="FromSeq">The stream's sequence when the run began.</param>
/// <param name="Cursor">What is done: a row of the source, or a page of items; null at the start.</param>
/// <param name="Counts">What was counted up to there.</param>
/// <param name="Ending">How the run ended, where all that is left to do is to say so; else null.</param>
internal sealed record Checkpoint(long FromSeq, string? Cursor, IReadOnlyDictionary<string, double> Counts, Ending? Ending = null)
{
    /// <summary>A count, 0 where it was never counted.</summary>
    public double Count(string name) => Counts.GetValueOrDefault(name);
}

/// <summary>How a run ended. Stored before it is reported: a run that is interrupted between the two says the same again, and does nothing more.</summary>
/// <param name="Status">How.</param>
/// <param name="Message">In a sentence for people.</param>
/// <param name="Results">In numbers.</param>
internal sealed record Ending(AgentStatus Status, string Message, JsonText Results);

/// <summary>The grain state: Orleans needs a type that it can make empty.</summary>
internal sealed class AgentRecordHolder
{
    /// <summary>The record.</summary>
    public AgentRecord Record { get; set; } = new();
}
