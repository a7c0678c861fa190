using Orleans.Placement;
using Streams.Contract;
using Streams.Grains.Interfaces.Agents;
using Streams.Grains.Interfaces.Streams;
using Streams.Grains.Streams;

namespace Streams.Grains.Agents;

/// <summary>
/// One assigned agent. <see cref="AgentRunner"/> runs it; the record survives the process, and the next activation continues its run. Exempt from rebalancing: each move
/// to another silo would add an activity to the feed, which is only noise to viewers.
/// </summary>
[Immovable]
[GrainType("agent")]
internal sealed class AgentGrain : Grain, IAgentGrain
{
    /// <summary>The name of the grain storage that holds the records of agents.</summary>
    public const string Storage = "agents";

    private readonly StoredAgent _agent;
    private readonly AgentRunner _runner;

    public AgentGrain([PersistentState("agent", Storage)] IPersistentState<AgentRecordHolder> record, SnapshotGate gate, RunServices services)
    {
        _agent = new(record, gate, DeactivateOnIdle);
        _runner = new(Key, Stream, _agent, FindAsync, services);
    }

    private AgentKey Key => AgentKey.Parse(this.GetPrimaryKeyString());

    private IStreamGrain Stream => GrainFactory.GetGrain<IStreamGrain>(Key.StreamId);

    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        _agent.Record.Checkpoint is null ? Task.CompletedTask : _runner.ResumeAsync();

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _runner.StopAsync(cancellationToken);

    public async Task<Outcome<Execution>> Execute()
    {
        if (!(await FindAsync()).TryGet(out var assignment, out var refusal))
            return refusal;
        if (!AgentTypes.IsBuiltIn(assignment.AgentType))
            return new Refusal(RefusalCode.Conflict, $"'{assignment.AgentName}' is an external agent: it runs outside the server and sends its own reports.");
        if (await _runner.IsRunningAsync())
            return new Refusal(RefusalCode.AgentAlreadyRunning, $"'{assignment.AgentName}' is running already; cancel it first, or wait until it has finished.");
        if (!(await Stream.GetSnapshot()).TryGet(out var snapshot, out refusal))
            return refusal;
        return await _runner.BeginAsync(snapshot.Position.Seq);
    }

    public async Task<Outcome<Execution>> Cancel()
    {
        if (!(await FindAsync()).TryGet(out var assignment, out var refusal))
            return refusal;
        if (!await _runner.IsRunningAsync())
            return new Refusal(RefusalCode.Conflict, $"'{assignment.AgentName}' is not running.");
        return await _runner.CancelAsync() is { } ended
            ? ended
            : Refusal.Unavailable("The run stopped, but this could not be stored, so it will resume. Cancel it again.");
    }

    public async Task<Outcome<Agent>> Get()
    {
        if (!(await FindAsync()).TryGet(out var assignment, out var refusal))
            return refusal;
        var executions = _agent.Record.Executions;
        return new Agent(
            assignment.AgentId,
            assignment.StreamId,
            assignment.AgentType,
            assignment.AgentName,
            assignment.Config,
            executions is [var last, ..] ? last.Status : AgentStatus.Idle,
            executions);
    }

    public Task Resume() => _runner.ResumeAsync();

    public async Task Forget()
    {
        try
        {
            await _runner.ForgetAsync();
        }
        finally
        {
            // This runner starts nothing more. If the deletion failed partway, the next activation continues with the rest.
            DeactivateOnIdle();
        }
    }

    private async Task<Outcome<AgentAssignment>> FindAsync()
    {
        if ((await Stream.GetAssignments()).TryGet(out var list, out var refusal))
        {
            if (list.FirstOrDefault(assignment => assignment.AgentId == Key.AgentId) is { } found)
                return found;
            refusal = Refusal.AgentNotFound(Key.AgentId);
        }

        // Unknown ids are unbounded; do not keep their activations.
        if (refusal.Code is RefusalCode.StreamNotFound or RefusalCode.AgentNotFound)
            DeactivateOnIdle();
        return refusal;
    }
}
