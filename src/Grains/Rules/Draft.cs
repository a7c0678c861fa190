using System.Collections.Immutable;
using Streams.Contract;

namespace Streams.Grains.Rules;

/// <summary>A decision in progress: each recorded change is applied to the state at once. Not thread-safe: one call owns it.</summary>
internal sealed class Draft(StreamState state, DateTimeOffset now)
{
    private readonly ImmutableArray<StreamChange>.Builder _changes = ImmutableArray.CreateBuilder<StreamChange>();

    /// <summary>The state with the changes recorded so far.</summary>
    public StreamState State { get; private set; } = state;

    public DateTimeOffset Now => now;

    public long NextSeq => State.Seq + 1;

    /// <summary>The id of the object that the next event creates: unique across all streams, and the same if the decision is repeated.</summary>
    public string NextId => $"{State.StreamId}-{NextSeq}";

    public void Record(EventName name, object payload, ChangeNote? note = null)
    {
        var change = new StreamChange(NextSeq, name, payload, now, note);
        _changes.Add(change);
        State = StreamRules.Evolve(State, change);
    }

    /// <summary>Marks the last change as the end of a report.</summary>
    public void EndReport(string? reportId)
    {
        if (reportId is null)
            return;
        _changes[^1] = _changes[^1] with { ReportId = reportId };
        State = State with { Reports = State.Reports.Add(reportId, now) };
    }

    public Decision ToDecision() => new(State, _changes.DrainToImmutable());
}
