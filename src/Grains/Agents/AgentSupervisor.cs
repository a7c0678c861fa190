using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Streams.Grains.Cluster;
using Streams.Grains.EventLog;
using Streams.Grains.Interfaces.Agents;
using Streams.Grains.Telemetry;

namespace Streams.Grains.Agents;

/// <summary>
/// Calls every agent in the registry at startup, then every five seconds, and at once when the cluster changes. The call activates an agent whose silo died, and its run
/// resumes; for other agents it has no effect. Each silo calls its share of the agents, and stops its own runs before it stops.
/// </summary>
internal sealed partial class AgentSupervisor(
    IGrainFactory grains,
    IRunRegistry registry,
    LocalRuns runs,
    IClusterMembershipService membership,
    ILocalSiloDetails silo,
    TimeProvider time,
    ILogger<AgentSupervisor> logger) : BackgroundService
{
    private const int MaxConcurrency = 16;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    // At most one permit: several changes need only one round.
    private readonly SemaphoreSlim _changed = new(0, 1);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _changed.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await runs.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var untraced = Instrumentation.BeginUntraced();
        var watching = WatchClusterAsync(stoppingToken);
        do
        {
            await ResumeAllAsync(stoppingToken);
        }
        while (await NextAsync(stoppingToken));
        await watching;
    }

    private async Task WatchClusterAsync(CancellationToken stopping)
    {
        try
        {
            await foreach (var _ in membership.MembershipUpdates.WithCancellation(stopping))
            {
                if (_changed.CurrentCount == 0)
                    _changed.Release();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            LogWatchEnded(exception);
        }
    }

    private async Task<bool> NextAsync(CancellationToken stopping)
    {
        using var due = new CancellationTokenSource(Period, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(due.Token, stopping);
        await _changed.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !stopping.IsCancellationRequested;
    }

    private async Task ResumeAllAsync(CancellationToken stopping)
    {
        try
        {
            var share = SiloShare.Of(membership.CurrentSnapshot, silo.SiloAddress);
            var keys = await registry.ListAsync(stopping);
            await Parallel.ForEachAsync(
                keys.Where(share.IsMine),
                new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = stopping },
                async (key, cancellation) => await ResumeAsync(key, cancellation));
        }
        catch (Exception exception)
        {
            if (!stopping.IsCancellationRequested)
                LogRoundFailed(exception);
        }
    }

    private async Task ResumeAsync(string key, CancellationToken stopping)
    {
        try
        {
            // A silo that has just died may never reply, so the round does not wait for it.
            await grains.GetGrain<IAgentGrain>(key).Resume().WaitAsync(Period, time, stopping);
        }
        catch (Exception exception)
        {
            if (!stopping.IsCancellationRequested)
                LogResumeFailed(key, exception);
        }
    }

    [LoggerMessage(310, LogLevel.Warning, "The running agents could not be listed; the next round tries again", EventName = "SupervisorRoundFailed")]
    private partial void LogRoundFailed(Exception exception);

    [LoggerMessage(311, LogLevel.Warning, "Agent {AgentKey} could not be called; the next round tries again", EventName = "AgentResumeFailed")]
    private partial void LogResumeFailed(string agentKey, Exception exception);

    [LoggerMessage(312, LogLevel.Warning,
        "Cluster changes are no longer observed; runs on a dead silo resume within five seconds instead of at once", EventName = "SupervisorWatchEnded")]
    private partial void LogWatchEnded(Exception exception);
}
