using Orleans.Concurrency;
using Streams.Contract;
using Streams.Grains.EventLog;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.Goals;

/// <summary>
/// Reserves the stream's id, creates the stream, stores the reply. After a crash between two of these steps, a repeat continues under the reserved id.
/// Stateless: the storage resolves concurrent requests, so any number of activations on any number of silos may reply.
/// </summary>
[StatelessWorker]
[Reentrant]
[GrainType("goal-request")]
internal sealed class GoalRequestGrain(IGoalRequests requests, TimeProvider time) : Grain, IGoalRequestGrain
{
    /// <inheritdoc/>
    public async Task<Outcome<StreamWithAgents>> Create(string key, NewStream goal, string streamId)
    {
        try
        {
            var request = await requests.ReserveAsync(key, streamId, time.Now());
            if (request.Reply is { } first)
                return first;
            return (await CreateAsync(request.StreamId, goal)).TryGet(out var created, out var refusal)
                ? await requests.CompleteAsync(key, created)
                : refusal;
        }
        catch (LogUnavailableException)
        {
            return Refusal.StorageUnavailable();
        }
    }

    private async Task<Outcome<StreamWithAgents>> CreateAsync(string streamId, NewStream goal)
    {
        var stream = GrainFactory.GetGrain<IStreamGrain>(streamId);
        var outcome = await stream.Create(goal);
        if (outcome.Refusal is not { Code: RefusalCode.Conflict })
            return outcome;

        // Another request with this key has created the stream or is about to: an empty change completes once that is durable.
        return (await stream.Change(new StreamPatch())).TryGet(out var created, out _) && (await stream.GetAssignments()).TryGet(out var agents, out _)
            ? new StreamWithAgents(created, agents)
            : Refusal.StorageUnavailable();
    }
}
