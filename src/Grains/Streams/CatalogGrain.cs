using System.Collections.Immutable;
using Orleans.Concurrency;
using Streams.Contract;
using Streams.Grains.EventLog;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.Streams;

/// <summary>Lists streams from the rows that the log keeps beside the events.</summary>
[StatelessWorker]
[Reentrant]
[GrainType("catalog")]
public sealed class CatalogGrain(IStreamQueries queries) : Grain, ICatalogGrain
{
    internal static Refusal UnknownCursor { get; } = new(
        RefusalCode.ValidationFailed,
        "The cursor is not one that was given out for this list.",
        ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add("cursor", ["is not one that was given out for this list"]));

    /// <inheritdoc/>
    public async Task<Outcome<StreamPage>> List(GoalStatus? status, int limit, string? cursor)
    {
        try
        {
            return await queries.ListStreamsAsync(status, limit, cursor) is { } page ? page : UnknownCursor;
        }
        catch (LogUnavailableException)
        {
            return Refusal.Unavailable("The storage cannot give anything now; try again.");
        }
    }
}
