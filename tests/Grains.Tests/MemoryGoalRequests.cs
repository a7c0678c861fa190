using Streams.Grains.EventLog;
using Streams.Grains.Goals;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.Tests;

/// <summary>Requests in memory that a test can make fail. They keep the promises of <c>GoalRequestsContract</c>.</summary>
internal sealed class MemoryGoalRequests : IGoalRequests
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (GoalRequest Request, DateTimeOffset At)> _requests = [];
    private int _failures;

    /// <summary>Lets the next replies be lost before they are stored.</summary>
    public void FailToComplete(int replies) => _failures = replies;

    public Task<GoalRequest> ReserveAsync(string key, string streamId, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (!_requests.TryGetValue(key, out var stored) || stored.At <= now - IGoalRequests.Lifetime)
                _requests[key] = stored = (new(streamId, null), now);
            return Task.FromResult(stored.Request);
        }
    }

    public Task<StreamWithAgents> CompleteAsync(string key, StreamWithAgents reply)
    {
        lock (_lock)
        {
            if (_failures > 0)
            {
                _failures--;
                throw new LogUnavailableException("The storage is unavailable.");
            }

            var (request, at) = _requests[key];
            _requests[key] = (request with { Reply = request.Reply ?? reply }, at);
            return Task.FromResult(request.Reply ?? reply);
        }
    }
}
