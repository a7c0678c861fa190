using Streams.Grains.Telemetry;

namespace Streams.Api.Relay;

/// <summary>
/// Polls the cluster's version twice a second. After a change, streams may run on another silo that does not know their viewers, and news may be lost. Every watched
/// stream and the subscription are then checked repeatedly until the cluster has settled.
/// </summary>
/// <param name="ask">Reads the version of the cluster.</param>
/// <param name="changed">Starts the checks; must not block.</param>
/// <param name="time">Paces the polling.</param>
/// <param name="logger">Logs changes and failures.</param>
internal sealed partial class ClusterWatch(Func<Task<long>> ask, Action changed, TimeProvider time, ILogger<ClusterWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    /// <summary>A busy cluster answers slowly; a slow answer alone is not a change.</summary>
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(1);

    /// <summary>How often to check after a change: 10 s, because a silo takes some seconds to stop, and what is in its queue of news is then lost.</summary>
    private const int Rounds = 20;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var untraced = Instrumentation.BeginUntraced();
        using var timer = new PeriodicTimer(Period, time);
        var (known, answered, rounds) = (await TryAskAsync(stoppingToken) ?? 0, true, 0);
        while (await NextAsync(timer, stoppingToken))
        {
            var version = await TryAskAsync(stoppingToken);

            // The silo that did not answer may be the one that is gone, so the first answer after that counts as a change.
            if (version is { } now && (now > known || !answered))
            {
                LogChanged(known, now);
                (known, rounds) = (Math.Max(known, now), Rounds);
            }

            answered = version is not null;
            if (answered && rounds-- > 0)
                TryCheck();
            rounds = Math.Max(rounds, 0);
        }
    }

    private async Task<long?> TryAskAsync(CancellationToken cancellation)
    {
        try
        {
            return await ask().WaitAsync(CallLimit, time, cancellation);
        }
        catch (Exception failure)
        {
            if (!cancellation.IsCancellationRequested)
                LogNoAnswer(failure.Message);
            return null;
        }
    }

    // Silos come and go for as long as this host runs: a bug in one check must not end the watch, and with it the host.
    private void TryCheck()
    {
        try
        {
            changed();
        }
        catch (Exception failure)
        {
            LogCheckFailed(failure);
        }
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

    [LoggerMessage(3140, LogLevel.Information, "The cluster changed from version {Before} to {After}; checking the watched streams", EventName = "ClusterChanged")]
    private partial void LogChanged(long before, long after);

    [LoggerMessage(3141, LogLevel.Debug, "The version of the cluster could not be read: {Reason}", EventName = "ClusterSilent")]
    private partial void LogNoAnswer(string reason);

    [LoggerMessage(3142, LogLevel.Error, "A check after a change of the cluster failed", EventName = "ClusterCheckFailed")]
    private partial void LogCheckFailed(Exception failure);
}
