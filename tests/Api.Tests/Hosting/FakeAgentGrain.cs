using Streams.Contract;
using Streams.Grains.Interfaces.Agents;

namespace Streams.Api.Tests.Hosting;

/// <summary>An agent that runs until it is cancelled.</summary>
internal sealed class FakeAgentGrain(FakeCluster cluster, AgentKey key) : IAgentGrain
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 11, 35, 58, 123, TimeSpan.Zero);

    private Execution? _run;

    public async Task<Outcome<Execution>> Execute()
    {
        if (!(await Get()).TryGet(out var agent, out var refusal))
            return refusal;
        if (!AgentTypes.IsBuiltIn(agent.AgentType))
            return new Refusal(RefusalCode.Conflict, "An external agent runs by itself.");
        if (_run is { Status: AgentStatus.Running })
            return new Refusal(RefusalCode.AgentAlreadyRunning, "It runs already.");
        return _run = new Execution($"{key.AgentId}-r1", key.AgentId, key.StreamId, AgentStatus.Running, Now, null, null);
    }

    public async Task<Outcome<Execution>> Cancel()
    {
        if (!(await Get()).TryGet(out _, out var refusal))
            return refusal;
        if (_run is not { Status: AgentStatus.Running })
            return new Refusal(RefusalCode.Conflict, "It is not running.");
        return _run = _run with { Status = AgentStatus.Cancelled, FinishedAt = Now };
    }

    public async Task<Outcome<Agent>> Get()
    {
        if (!(await cluster.Stream(key.StreamId).GetAssignments()).TryGet(out var list, out var refusal))
            return refusal;
        return list.Assignments.FirstOrDefault(assignment => assignment.AgentId == key.AgentId) is { } found
            ? new Agent(
                found.AgentId, found.StreamId, found.AgentType, found.AgentName, found.Config, _run?.Status ?? AgentStatus.Idle, _run is null ? [] : [_run])
            : Refusal.AgentNotFound(key.AgentId);
    }

    public Task Resume() => Task.CompletedTask;

    public Task Forget() => Task.CompletedTask;
}
