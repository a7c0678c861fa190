using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Streams.Grains.Cluster;
using Streams.Grains.EventLog;
using Streams.Grains.Interfaces.Agents;
using Streams.Grains.Telemetry;

namespace Streams.Grains.Agents;

/// <summary>
/// Calls every agent that the registry says is running, at start, then every few seconds, and at once when the cluster changes: the one whose silo died is activated by
/// the call and goes on; for the others the call does nothing. Each silo of a cluster looks after its share, and stops the runs on it before it stops itself.
/// </summary>
public sealed partial class AgentSupervisor(
    IGrainFactory grains,
    IRunRegistry registry,
    LocalRuns runs,
    IClusterMembershipService membership,
    ILocalSiloDetails silo,
    TimeProvider time,
    ILogger<AgentSupervisor> logger) : BackgroundService
{
    private const int AtOnce = 16;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    // At most one permit: several changes at once are one reason to look.
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
        catch (OperationCanceledException)
        {
            // The silo stops.
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
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stopping },
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
            // A call to a silo that died just now may never be answered: the round does not wait for it.
            await grains.GetGrain<IAgentGrain>(key).Resume().WaitAsync(Period, time, stopping);
        }
        catch (Exception exception)
        {
            if (!stopping.IsCancellationRequested)
                LogResumeFailed(AgentKey.Parse(key).AgentId, AgentKey.Parse(key).StreamId, exception);
        }
    }

    [LoggerMessage(310, LogLevel.Warning, "The running agents could not be listed; the next round tries again", EventName = "SupervisorRoundFailed")]
    private partial void LogRoundFailed(Exception exception);

    [LoggerMessage(311, LogLevel.Warning, "Agent {AgentId} of stream {StreamId} could not be called; the next round tries again", EventName = "AgentResumeFailed")]
    private partial void LogResumeFailed(string agentId, string streamId, Exception exception);
}
