using Streams.Grains.EventLog;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.Goals;

/// <summary>
/// The requests that created goals, by their <c>Idempotency-Key</c>, for <see cref="Lifetime"/>. Thread-safe, and safe to use from several processes at once.
/// Implementations pass <c>GoalRequestsContract</c> in tests/EventLog.Tests.
/// </summary>
internal interface IGoalRequests
{
    /// <summary>How long a key is kept, counted from its first request.</summary>
    static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>Reserves a key for a stream. A key that is already reserved, and not yet expired, keeps its stream and its reply.</summary>
    /// <param name="key">The <c>Idempotency-Key</c>.</param>
    /// <param name="streamId">The id to reserve for the stream if the key is free.</param>
    /// <param name="now">The current time.</param>
    /// <returns>What is stored under the key afterwards; it is durable.</returns>
    /// <exception cref="LogUnavailableException">The storage failed. The key may have been reserved.</exception>
    Task<GoalRequest> ReserveAsync(string key, string streamId, DateTimeOffset now);

    /// <summary>Stores the first reply to a request. Later replies do not replace it.</summary>
    /// <param name="key">The <c>Idempotency-Key</c>.</param>
    /// <param name="reply">The reply; its stream has the reserved id.</param>
    /// <returns>The first reply.</returns>
    /// <exception cref="LogUnavailableException">The storage failed. The reply may have been stored.</exception>
    Task<StreamWithAgents> CompleteAsync(string key, StreamWithAgents reply);
}

/// <summary>A request to create a goal.</summary>
/// <param name="StreamId">The id reserved for its stream.</param>
/// <param name="Reply">The first reply, or null if none is stored yet.</param>
internal sealed record GoalRequest(string StreamId, StreamWithAgents? Reply);
