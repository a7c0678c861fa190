using System.Collections.Immutable;
using Orleans.Concurrency;
using Streams.Contract;
using Streams.Grains.EventLog;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.Streams;

/// <summary>Lists streams from the table that the log maintains next to the events.</summary>
[StatelessWorker]
[Reentrant]
[GrainType("catalog")]
internal sealed class CatalogGrain(IStreamQueries queries) : Grain, ICatalogGrain
{
    internal static Refusal UnknownCursor { get; } = new(
        RefusalCode.ValidationFailed,
        "The cursor does not belong to this list.",
        ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty.Add("cursor", ["does not belong to this list"]));

    /// <inheritdoc/>
    public async Task<Outcome<StreamPage>> List(GoalStatus? status, int limit, string? cursor)
    {
        try
        {
            return await queries.ListStreamsAsync(status, limit, cursor) is { } page ? page : UnknownCursor;
        }
        catch (LogUnavailableException)
        {
            return Refusal.StorageUnavailable();
        }
    }
}
