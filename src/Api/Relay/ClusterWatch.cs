using Streams.Grains.Telemetry;

namespace Streams.Api.Relay;

/// <summary>
/// Asks the cluster twice a second whether it has changed. Where it has, streams may have gone to another silo that does not know who watches them, and news may have been
/// lost on the way: every watched stream is asked where it is, and the subscription is looked at, again and again for as long as it takes until all has found its place.
/// </summary>
/// <param name="ask">Asks the cluster its version.</param>
/// <param name="changed">Has what may be lost looked after; must not wait.</param>
/// <param name="time">Paces the asking.</param>
/// <param name="logger">Where failures go.</param>
public sealed partial class ClusterWatch(Func<Task<long>> ask, Action changed, TimeProvider time, ILogger<ClusterWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    /// <summary>A cluster that is busy is slow to answer, and has not changed for that.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>A silo that stops takes some seconds from its first word to its last, and the queues of news change hands meanwhile.</summary>
    private const int Rounds = 20;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var untraced = Instrumentation.BeginUntraced();
        using var timer = new PeriodicTimer(Period, time);
        var (known, answered, rounds) = (await TryAskAsync(stoppingToken) ?? 0, true, 0);
        while (await NextAsync(timer, stoppingToken))
        {
            var version = await TryAskAsync(stoppingToken);

            // The silo that should have answered may be the one that is gone: then the next answer counts as a change, whatever it says.
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
            return await ask().WaitAsync(Patience, time, cancellation);
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

    [LoggerMessage(3140, LogLevel.Information, "The cluster changed from version {Before} to {After}: the watched streams are asked where they are", EventName = "ClusterChanged")]
    private partial void LogChanged(long before, long after);

    [LoggerMessage(3141, LogLevel.Debug, "The cluster did not say its version: {Reason}", EventName = "ClusterSilent")]
    private partial void LogNoAnswer(string reason);

    [LoggerMessage(3142, LogLevel.Error, "A check after a change of the cluster failed", EventName = "ClusterCheckFailed")]
    private partial void LogCheckFailed(Exception failure);
}
