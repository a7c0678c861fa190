using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Streams.Grains.EventLog;
using Streams.Grains.Interfaces.Agents;

namespace Streams.Grains.Agents;

/// <summary>
/// Calls every agent that the registry says is running, at start and then every few seconds: the one whose process died is activated by the call and goes on;
/// for the others the call does nothing.
/// </summary>
public sealed partial class AgentSupervisor(IGrainFactory grains, IRunRegistry registry, TimeProvider time, ILogger<AgentSupervisor> logger)
    : BackgroundService
{
    private const int AtOnce = 16;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            await ResumeAllAsync(stoppingToken);
        }
        while (await NextAsync(timer, stoppingToken));
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task ResumeAllAsync(CancellationToken stopping)
    {
        try
        {
            var keys = await registry.ListAsync(stopping);
            await Parallel.ForEachAsync(
                keys,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stopping },
                async (key, _) => await ResumeAsync(key));
        }
        catch (Exception exception)
        {
            if (!stopping.IsCancellationRequested)
                LogRoundFailed(exception);
        }
    }

    private async Task ResumeAsync(string key)
    {
        try
        {
            await grains.GetGrain<IAgentGrain>(key).Resume();
        }
        catch (Exception exception)
        {
            LogResumeFailed(key, exception);
        }
    }

    [LoggerMessage(310, LogLevel.Warning, "The running agents could not be listed; the next round tries again", EventName = "SupervisorRoundFailed")]
    private partial void LogRoundFailed(Exception exception);

    [LoggerMessage(311, LogLevel.Warning, "Agent {Key} could not be called; the next round tries again", EventName = "AgentResumeFailed")]
    private partial void LogResumeFailed(string key, Exception exception);
}
