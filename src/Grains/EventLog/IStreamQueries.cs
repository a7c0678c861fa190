using Streams.Contract;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.EventLog;

/// <summary>Reads the streams and items that the log stores with the events, in the same transactions. Thread-safe.</summary>
internal interface IStreamQueries
{
    /// <summary>Reads a page of streams, newest first, each with the progress of its last <c>progress-update</c> (without one: zero of its target).</summary>
    /// <returns>The page, or null if the cursor is invalid.</returns>
    Task<StreamPage?> ListStreamsAsync(GoalStatus? status, int limit, string? cursor, CancellationToken cancellation = default);

    /// <returns>The page, or null if the cursor is invalid or belongs to another sort order.</returns>
    Task<ItemPage?> ListItemsAsync(string streamId, ItemQuery query, CancellationToken cancellation = default);

    /// <summary>The stream's items with these keys, in no particular order; missing ones are left out.</summary>
    Task<IReadOnlyList<Item>> FindItemsAsync(string streamId, IReadOnlyCollection<string> keys, CancellationToken cancellation = default);

    /// <summary>Counts the items that <paramref name="createdBy"/> added after <paramref name="afterSeq"/>.</summary>
    Task<long> CountItemsAsync(string streamId, string createdBy, long afterSeq, CancellationToken cancellation = default);
}

/// <summary>The agents with a run in progress, so that a starting process can resume the runs that another one left. Thread-safe.</summary>
internal interface IRunRegistry
{
    /// <summary>Registers an agent as running. Idempotent.</summary>
    Task AddAsync(string agentKey, CancellationToken cancellation = default);

    /// <summary>Removes an agent. Idempotent.</summary>
    Task RemoveAsync(string agentKey, CancellationToken cancellation = default);

    /// <summary>The keys of the running agents, in no particular order.</summary>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation = default);
}
