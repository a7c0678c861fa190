using Streams.Contract;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.EventLog;

/// <summary>Reads what the log keeps beside the events, in the same transactions: the streams' rows and the items. Thread-safe.</summary>
internal interface IStreamQueries
{
    /// <summary>A page of streams, newest first, each with the progress of its last <c>progress-update</c> (or none reported: zero of its target).</summary>
    /// <returns>The page, or null where the cursor is not one that was given out.</returns>
    Task<StreamPage?> ListStreamsAsync(GoalStatus? status, int limit, string? cursor, CancellationToken cancellation = default);

    /// <summary>A page of a stream's items.</summary>
    /// <returns>The page, or null where the cursor is not one that was given out for this order.</returns>
    Task<ItemPage?> ListItemsAsync(string streamId, ItemQuery query, CancellationToken cancellation = default);

    /// <summary>Those of the items with these keys that the stream has, in no order.</summary>
    Task<IReadOnlyList<Item>> FindItemsAsync(string streamId, IReadOnlyCollection<string> keys, CancellationToken cancellation = default);

    /// <summary>How many items <paramref name="createdBy"/> added after <paramref name="afterSeq"/>.</summary>
    Task<long> CountItemsAsync(string streamId, string createdBy, long afterSeq, CancellationToken cancellation = default);
}

/// <summary>Which agents have a run under way, so that a process that starts takes up what another left. Thread-safe.</summary>
internal interface IRunRegistry
{
    /// <summary>Notes that an agent runs; again does no harm.</summary>
    Task AddAsync(string agentKey, CancellationToken cancellation = default);

    /// <summary>Notes that it does not any more; again does no harm.</summary>
    Task RemoveAsync(string agentKey, CancellationToken cancellation = default);

    /// <summary>The keys of the agents that run, in no order.</summary>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation = default);
}
