using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Orleans.Placement;
using Orleans.Storage;
using Streams.Contract;
using Streams.Grains.Companies;
using Streams.Grains.EventLog;
using Streams.Grains.Interfaces.Agents;
using Streams.Grains.Interfaces.Streams;
using Streams.Grains.Streams;
using Streams.Grains.Telemetry;

namespace Streams.Grains.Agents;

/// <summary>
/// One assigned agent. A run is a loop beside the grain's calls, on its scheduler; what it has done is persisted, and whichever process activates the grain
/// next goes on from there. It is not moved to even out the cluster: a run that moves says so in the feed, which nobody needs to read.
/// </summary>
[Immovable]
[GrainType("agent")]
public sealed partial class AgentGrain(
    [PersistentState("agent", AgentGrain.Storage)] IPersistentState<AgentRecordHolder> record,
    IEnumerable<IAgentWork> works,
    ICompanySource source,
    IRunRegistry registry,
    LocalRuns runs,
    SnapshotGate gate,
    AgentMetrics metrics,
    TimeProvider time,
    ILogger<AgentGrain> logger) : Grain, IAgentGrain
{
    /// <summary>The name of the grain storage that agents' runs go to.</summary>
    public const string Storage = "agents";

    private readonly CancellationTokenSource _stopping = CancellationTokenSource.CreateLinkedTokenSource(runs.Stopping);
    private readonly SemaphoreSlim _writes = new(1, 1);
    private CancellationTokenSource? _cancel;
    private Task _loop = Task.CompletedTask;
    private bool _forgotten;

    private AgentKey Key => AgentKey.Parse(this.GetPrimaryKeyString());

    private IStreamGrain Stream => GrainFactory.GetGrain<IStreamGrain>(Key.StreamId);

    private AgentRecord Record => record.State.Record;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (Record.Checkpoint is not null)
            Start(resumed: true);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // The run is not over: its checkpoint stays, and the next activation goes on.
        await _stopping.CancelAsync();
        await _loop.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (_loop.IsCompleted)
            _stopping.Dispose();
    }

    /// <inheritdoc/>
    public async Task<Outcome<Execution>> Execute()
    {
        if (!(await FindAsync()).TryGet(out var assignment, out var refusal))
            return refusal;
        if (!AgentTypes.IsBuiltIn(assignment.AgentType))
            return new Refusal(RefusalCode.Conflict, $"'{assignment.AgentName}' is an external agent: it runs by itself and reports.");
        if (Record.Checkpoint is not null)
            return new Refusal(RefusalCode.AgentAlreadyRunning, $"'{assignment.AgentName}' is running already; cancel it first, or wait until it has finished.");
        if (!(await Stream.GetSnapshot()).TryGet(out var snapshot, out refusal))
            return refusal;

        var run = Record.Runs + 1;
        var execution = new Execution($"{Key.AgentId}-r{run}", Key.AgentId, Key.StreamId, AgentStatus.Running, time.Now(), FinishedAt: null, Results: null);

        // The registry first: a run that it names and that is none does no harm, the other way round a run could be forgotten.
        await registry.AddAsync(this.GetPrimaryKeyString());
        await WriteAsync(new AgentRecord
        {
            Executions = [execution, .. Record.Executions.Take(Agent.MaxExecutions - 1)],
            Runs = run,
            Checkpoint = new(snapshot.Position.Seq, Cursor: null, new Dictionary<string, double>()),
        });
        Start(resumed: false);
        return execution;
    }

    /// <inheritdoc/>
    public async Task<Outcome<Execution>> Cancel()
    {
        if (!(await FindAsync()).TryGet(out var assignment, out var refusal))
            return refusal;
        if (Record.Checkpoint is null || _cancel is null)
            return new Refusal(RefusalCode.Conflict, $"'{assignment.AgentName}' is not running.");
        await _cancel.CancelAsync();
        await _loop;
        return Record.Checkpoint is null
            ? Record.Executions[0]
            : Refusal.Unavailable("The run stopped, but that could not be stored: it will be taken up again. Cancel it once more.");
    }

    /// <inheritdoc/>
    public async Task<Outcome<Agent>> Get()
    {
        if (!(await FindAsync()).TryGet(out var assignment, out var refusal))
            return refusal;
        return new Agent(
            assignment.AgentId,
            assignment.StreamId,
            assignment.AgentType,
            assignment.AgentName,
            assignment.Config,
            Record.Executions is [var last, ..] ? last.Status : AgentStatus.Idle,
            Record.Executions);
    }

    /// <inheritdoc/>
    public async Task Resume()
    {
        if (Record.Checkpoint is null)
            await registry.RemoveAsync(this.GetPrimaryKeyString());
        else
            Start(resumed: true);
    }

    /// <inheritdoc/>
    public async Task Forget()
    {
        _forgotten = true;
        await _stopping.CancelAsync();
        await _loop;
        await registry.RemoveAsync(this.GetPrimaryKeyString());
        await record.ClearStateAsync();
        DeactivateOnIdle();
    }

    private void Start(bool resumed)
    {
        if (!_loop.IsCompleted || _stopping.IsCancellationRequested)
            return;
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        _loop = runs.Add(RunAsync(resumed, _cancel));
    }

    private async Task RunAsync(bool resumed, CancellationTokenSource cancel)
    {
        // Off the caller's turn, which is answered before the run begins, and out of its trace.
        await Task.Yield();
        Instrumentation.LeaveTrace();
        var execution = Record.Executions[0];
        using (cancel)
        {
            try
            {
                await RunAsync(execution, resumed, cancel.Token);
            }
            catch (StreamGoneException)
            {
                await EndAsync(execution, AgentStatus.Cancelled, JsonText.Parse("""{"error":"The stream was deleted."}"""));
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                // Deactivation, shutdown or deletion; somebody else goes on, or nobody does.
            }
            catch (Exception exception)
            {
                // Where it is, or how it ended, could not be reported or stored. The checkpoint stays: the supervisor starts the run again.
                LogRunLost(Key.AgentId, Key.StreamId, exception);
            }
        }

        _cancel = null;
    }

    private async Task RunAsync(Execution execution, bool resumed, CancellationToken cancellation)
    {
        if (!(await FindAsync()).TryGet(out var assignment, out var refusal))
        {
            if (refusal.Code.Retryable())
                throw new LogUnavailableException(refusal.Detail);
            throw new StreamGoneException();
        }

        using var running = metrics.Running(assignment.AgentType);
        var run = new AgentRun(Stream, source, assignment, execution, Record.Checkpoint!, resumed, SaveAsync, time);
        var ending = Record.Checkpoint!.Ending;
        if (ending is null)
        {
            var (status, result) = await WorkAsync(run, assignment, cancellation);
            ending = new(status, result.Message, JsonText.Parse(result.Results.ToJsonString()));
            await SaveAsync(Record.Checkpoint with { Ending = ending });
        }

        await run.ReportAsync(
            [run.Activity(ending.Status == AgentStatus.Completed ? ActivityType.Completed : ActivityType.Failed, "finished", ending.Message, ending.Results)], _stopping.Token);
        await EndAsync(execution, ending.Status, ending.Results);
        metrics.Ended(assignment.AgentType, ending.Status);
    }

    /// <summary>Does the work and says how it ended. What leaves a run open, to be taken up again, is thrown.</summary>
    private async Task<(AgentStatus Status, RunResult Result)> WorkAsync(AgentRun run, AgentAssignment assignment, CancellationToken cancellation)
    {
        try
        {
            await AnnounceAsync(run, assignment, cancellation);
            return (AgentStatus.Completed, await works.First(work => work.AgentType == assignment.AgentType).RunAsync(run, cancellation));
        }
        catch (OperationCanceledException) when (!_stopping.IsCancellationRequested)
        {
            return (AgentStatus.Cancelled, new("Cancelled before it had finished.", new JsonObject { ["error"] = "cancelled" }));
        }
        catch (Exception exception) when (exception is AgentFailedException or CompanySourceException)
        {
            return (AgentStatus.Failed, new(exception.Message, new JsonObject { ["error"] = exception.Message }));
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or StreamGoneException or RunNotSavedException))
        {
            LogRunFailed(Key.AgentId, Key.StreamId, exception);
            const string message = "An internal error ended the run.";
            return (AgentStatus.Failed, new(message, new JsonObject { ["error"] = message }));
        }
    }

    /// <summary>Says that the run began; of one that goes on after a restart, that it goes on, and <c>started</c> only if it was given up meanwhile.</summary>
    private static async Task AnnounceAsync(AgentRun run, AgentAssignment assignment, CancellationToken cancellation)
    {
        var activity = run.Activity(ActivityType.Started, "started", $"{assignment.AgentName} started.");
        if (run.Resumed)
        {
            var snapshot = await run.SnapshotAsync(cancellation);
            var active = snapshot.ActiveAgents.Any(agent => agent.AgentId == assignment.AgentId);
            var wasHeard = active || snapshot.Position.Seq > run.Checkpoint.FromSeq + 1;
            if (wasHeard)
            {
                activity = run.Activity(
                    active ? ActivityType.Progress : ActivityType.Started, $"resumed-{snapshot.Position.Seq}", $"{assignment.AgentName} goes on where it was.");
            }
        }

        await run.ReportAsync([activity], cancellation);
    }

    private async Task EndAsync(Execution execution, AgentStatus status, JsonText results)
    {
        var ended = execution with { Status = status, FinishedAt = time.Now(), Results = results };
        await WriteAsync(Record with { Executions = [ended, .. Record.Executions.Skip(1)], Checkpoint = null });
        await registry.RemoveAsync(this.GetPrimaryKeyString());
    }

    private Task SaveAsync(Checkpoint checkpoint) => WriteAsync(Record with { Checkpoint = checkpoint });

    /// <summary>One write at a time: two that interleave would fail each other.</summary>
    private async Task WriteAsync(AgentRecord next)
    {
        await _writes.WaitAsync();
        try
        {
            if (_forgotten)
                return;
            using var turn = await gate.EnterAsync(CancellationToken.None);
            var before = Record;
            record.State = new AgentRecordHolder { Record = next };
            try
            {
                await record.WriteStateAsync();
            }
            catch (Exception exception)
            {
                record.State = new AgentRecordHolder { Record = before };

                // Somebody else wrote: another silo took the agent over when it thought this one dead. What is known here is old.
                if (exception is InconsistentStateException)
                    DeactivateOnIdle();
                throw new RunNotSavedException(exception);
            }
        }
        finally
        {
            _writes.Release();
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

        // There is no end of agents that are not there: none of them stays in memory.
        if (refusal.Code is RefusalCode.StreamNotFound or RefusalCode.AgentNotFound)
            DeactivateOnIdle();
        return refusal;
    }

    [LoggerMessage(300, LogLevel.Error, "The run of agent {AgentId} of stream {StreamId} failed", EventName = "AgentRunFailed")]
    private partial void LogRunFailed(string agentId, string streamId, Exception exception);

    [LoggerMessage(301, LogLevel.Error, "The run of agent {AgentId} of stream {StreamId} could not be ended; it will be taken up again", EventName = "AgentRunLost")]
    private partial void LogRunLost(string agentId, string streamId, Exception exception);
}
