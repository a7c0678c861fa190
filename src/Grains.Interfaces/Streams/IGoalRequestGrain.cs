using Streams.Contract;

namespace Streams.Grains.Interfaces.Streams;

/// <summary>Creates goals idempotently. Every activation answers; use key 0.</summary>
[Alias("streams.goal-request")]
public interface IGoalRequestGrain : IGrainWithIntegerKey
{
    /// <summary>Creates the goal's stream, or returns the reply to the first request with this key, for 24 hours.</summary>
    /// <param name="key">The request's <c>Idempotency-Key</c>.</param>
    /// <param name="goal">The goal; ignored if a request with this key has already created one.</param>
    /// <param name="streamId">The id for the stream if this is the first request.</param>
    [Alias("create")]
    Task<Outcome<StreamWithAgents>> Create(string key, NewStream goal, string streamId);
}
