using System.Text.Json.Nodes;
using Streams.Contract;
using Streams.Grains.Companies;
using Streams.Grains.EventLog;
using Streams.Grains.Interfaces.Agents;
using Streams.Grains.Interfaces.Streams;
using Streams.Grains.Telemetry;

namespace Streams.Grains.Agents;

/// <summary>
/// Runs one agent: announces a run, does its work, ends it. The run is a loop on the grain's scheduler that interleaves with the grain's calls. The order is:
/// <list type="number">
/// <item>The registry lists the agent, the record gets a checkpoint, the loop starts.</item>
/// <item>The loop works and reports the results.</item>
/// <item>The checkpoint is removed from the record, the agent from the registry, and the loop ends.</item>
/// </list>
/// So a run with a stored checkpoint is always in the registry, and resumes after a crash. Not thread-safe.
/// </summary>
internal sealed partial class AgentRunner(
    AgentKey key, IStreamGrain stream, StoredAgent agent, Func<Task<Outcome<AgentAssignment>>> findAssignment, RunServices services)
{
    // Of the current loop; null without one. Stopping interrupts the run, cancelling ends it.
    private CancellationTokenSource? _stopping;
    private CancellationTokenSource? _cancel;
    private bool _stopped;
    private Task _loop = Task.CompletedTask;

    private AgentRecord Record => agent.Record;

    /// <summary>
    /// Whether the agent has an unfinished run, here or on its next activation. If a run has just ended, waits for its loop to end too: otherwise that loop could overlap with
    /// the next run and remove it from the registry.
    /// </summary>
    public async Task<bool> IsRunningAsync()
    {
        if (Record.Checkpoint is null)
            await _loop;
        return Record.Checkpoint is not null;
    }

    /// <summary>Starts a run. Call it only while the agent is not running.</summary>
    /// <param name="fromSeq">The stream's current sequence.</param>
    /// <exception cref="RunNotSavedException">The run could not be stored, and does not start.</exception>
    public async Task<Execution> BeginAsync(long fromSeq)
    {
        var number = Record.Runs + 1;
        var execution = new Execution($"{key.AgentId}-r{number}", key.AgentId, key.StreamId, AgentStatus.Running, services.Time.Now(), FinishedAt: null, Results: null);
        await services.Registry.AddAsync(key.ToString());
        await agent.WriteAsync(new AgentRecord
        {
            Executions = [execution, .. Record.Executions.Take(Agent.MaxExecutions - 1)],
            Runs = number,
            Checkpoint = new(fromSeq, Cursor: null, new Dictionary<string, double>()),
        });
        Start(resumed: false);
        return execution;
    }

    /// <summary>Continues the run that another activation left unfinished; removes the agent from the registry if there is none.</summary>
    public async Task ResumeAsync()
    {
        if (Record.Checkpoint is not null)
            Start(resumed: true);
        else if (_loop.IsCompleted)
            await services.Registry.RemoveAsync(key.ToString());
    }

    /// <summary>Cancels the current run and waits until it has ended.</summary>
    /// <returns>The run; null if its end could not be stored, so that it will resume.</returns>
    public async Task<Execution?> CancelAsync()
    {
        // An interrupted run resumes here and ends at once.
        Start(resumed: true);
        if (_cancel is { } cancel)
            await cancel.CancelAsync();
        await _loop;
        return Record.Checkpoint is null ? Record.Executions[0] : null;
    }

    /// <summary>Ends the loop permanently. The run itself is not over: its checkpoint stays, and the next activation continues it.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        await StopLoopAsync();
        await _loop.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    /// <summary>Ends the loop permanently, and deletes the record and the registry entry.</summary>
    public async Task ForgetAsync()
    {
        await StopLoopAsync();
        await _loop;
        await agent.ClearAsync();
        await services.Registry.RemoveAsync(key.ToString());
    }

    private async Task StopLoopAsync()
    {
        _stopped = true;
        if (_stopping is { } stopping)
            await stopping.CancelAsync();
    }

    private void Start(bool resumed)
    {
        if (!_loop.IsCompleted || _stopped || services.Runs.Stopping.IsCancellationRequested)
            return;
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(services.Runs.Stopping);
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        _loop = services.Runs.Add(LoopAsync(resumed, _stopping, _cancel));
    }

    /// <summary>Does not throw.</summary>
    private async Task LoopAsync(bool resumed, CancellationTokenSource stopping, CancellationTokenSource cancel)
    {
        // Yield, so that the caller gets its reply first, and detach from the caller's trace.
        await Task.Yield();
        Instrumentation.DetachFromTrace();
        try
        {
            await RunAsync(resumed, stopping.Token, cancel.Token);
            await LeaveRegistryAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Deactivation, shutdown or deletion.
        }
        catch (Exception exception)
        {
            // The checkpoint stays: the supervisor resumes the run.
            LogRunInterrupted(key.AgentId, key.StreamId, exception);
        }
        finally
        {
            (_stopping, _cancel) = (null, null);
            cancel.Dispose();
            stopping.Dispose();
        }
    }

    private async Task RunAsync(bool resumed, CancellationToken stopping, CancellationToken cancellation)
    {
        try
        {
            await RunToEndAsync(resumed, stopping, cancellation);
        }
        catch (StreamGoneException)
        {
            // The stream is deleted, so nothing can refer to the run.
            await agent.ClearAsync();
        }
    }

    private async Task RunToEndAsync(bool resumed, CancellationToken stopping, CancellationToken cancellation)
    {
        if (!(await findAssignment()).TryGet(out var assignment, out var refusal))
            throw refusal.Code.Retryable() ? new LogUnavailableException(refusal.Detail) : new StreamGoneException();

        using var running = services.Metrics.Running(assignment.AgentType);
        var run = new AgentRun(stream, services.Source, assignment, Record.Executions[0], Record.Checkpoint!, resumed, SaveAsync, services.Time);
        var ending = Record.Checkpoint!.Ending;
        if (ending is null)
        {
            var (status, result) = await WorkAsync(run, assignment, stopping, cancellation);
            ending = new(status, result.Message, JsonText.Parse(result.Results.ToJsonString()));
            await SaveAsync(Record.Checkpoint with { Ending = ending });
        }

        var type = ending.Status == AgentStatus.Completed ? ActivityType.Completed : ActivityType.Failed;
        await run.ReportAsync([run.Activity(type, "finished", ending.Message, ending.Results)], stopping);
        var ended = Record.Executions[0] with { Status = ending.Status, FinishedAt = services.Time.Now(), Results = ending.Results };
        await agent.WriteAsync(Record with { Executions = [ended, .. Record.Executions.Skip(1)], Checkpoint = null });
        services.Metrics.Ended(assignment.AgentType, ending.Status);
    }

    /// <summary>Announces the run and does the work. Throws only what interrupts a run without ending it.</summary>
    private async Task<(AgentStatus Status, RunResult Result)> WorkAsync(
        AgentRun run, AgentAssignment assignment, CancellationToken stopping, CancellationToken cancellation)
    {
        try
        {
            await AnnounceAsync(run, assignment, cancellation);
            return (AgentStatus.Completed, await services.Works.First(work => work.AgentType == assignment.AgentType).RunAsync(run, cancellation));
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return (AgentStatus.Cancelled, new("Cancelled before it finished.", new JsonObject { ["error"] = "cancelled" }));
        }
        catch (Exception exception) when (exception is AgentFailedException or CompanySourceException)
        {
            return (AgentStatus.Failed, new(exception.Message, new JsonObject { ["error"] = exception.Message }));
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or StreamGoneException or RunNotSavedException))
        {
            LogRunFailed(key.AgentId, key.StreamId, exception);
            const string message = "An internal error ended the run.";
            return (AgentStatus.Failed, new(message, new JsonObject { ["error"] = message }));
        }
    }

    /// <summary>
    /// Reports that the run started. A resumed run reports that it continues, as <c>started</c> only if the stream has marked the silent agent as failed in the meantime.
    /// </summary>
    private static async Task AnnounceAsync(AgentRun run, AgentAssignment assignment, CancellationToken cancellation)
    {
        var activity = run.Activity(ActivityType.Started, "started", $"{assignment.AgentName} started.");
        if (run.Resumed)
        {
            var snapshot = await run.SnapshotAsync(cancellation);
            var active = snapshot.ActiveAgents.Any(agent => agent.AgentId == assignment.AgentId);
            var wasAnnounced = active || snapshot.Position.Seq > run.Checkpoint.FromSeq + 1;
            if (wasAnnounced)
            {
                activity = run.Activity(
                    active ? ActivityType.Progress : ActivityType.Started, $"resumed-{snapshot.Position.Seq}", $"{assignment.AgentName} continues where it left off.");
            }
        }

        await run.ReportAsync([activity], cancellation);
    }

    private async Task LeaveRegistryAsync()
    {
        try
        {
            await services.Registry.RemoveAsync(key.ToString());
        }
        catch (Exception exception)
        {
            LogNotRemoved(key.AgentId, key.StreamId, exception);
        }
    }

    private Task SaveAsync(Checkpoint checkpoint) => agent.WriteAsync(Record with { Checkpoint = checkpoint });
}
