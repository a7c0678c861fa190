namespace Streams.Api.Hosting;

/// <summary>Waits for a first silo when the client starts, so that hosts can be started in any order.</summary>
internal sealed partial class ClusterRetryFilter(TimeProvider time, ILogger<ClusterRetryFilter> logger) : IClientConnectionRetryFilter
{
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(2));
    private bool _logged;

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        if (!_logged)
            LogWaiting(exception.Message);
        _logged = true;
        await Task.Delay(_backoff.Next(), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellationToken.IsCancellationRequested;
    }

    [LoggerMessage(3020, LogLevel.Warning, "No silo of the cluster can be reached yet; waiting for one ({Reason})", EventName = "WaitingForSilo")]
    private partial void LogWaiting(string reason);
}
