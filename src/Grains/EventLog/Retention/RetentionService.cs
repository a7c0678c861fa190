using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Streams.Grains.EventLog;

/// <summary>Periodically thins the progress ticks of completed streams that have become quiet, one stream after the other.</summary>
internal sealed partial class RetentionService(LogRetention retention, IOptions<RetentionOptions> options, TimeProvider time, ILogger<RetentionService> logger)
    : BackgroundService
{
    private const int Page = 100;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Enabled)
            return;
        using var timer = new PeriodicTimer(options.Value.Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await ThinAllAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The process stops; the next one continues.
        }
    }

    private async Task ThinAllAsync(CancellationToken stopping)
    {
        try
        {
            var (before, after, streams) = (time.GetUtcNow() - options.Value.ThinAfter, "", 0);
            while (await retention.ListQuietAsync(before, after, Page, stopping) is { Count: > 0 } page)
            {
                foreach (var streamId in page)
                    await retention.ThinAsync(streamId, options.Value.Interval, stopping);
                (after, streams) = (page[^1], streams + page.Count);
            }

            if (streams > 0)
                LogThinned(streams);
        }
        catch (Exception exception)
        {
            // An exception that escapes would end the host.
            if (!stopping.IsCancellationRequested)
                LogRoundFailed(exception);
        }
    }

    [LoggerMessage(410, LogLevel.Information, "Thinned the progress ticks of {Streams} completed streams", EventName = "StreamsThinned")]
    private partial void LogThinned(int streams);

    [LoggerMessage(411, LogLevel.Warning, "Could not thin progress ticks; the next round retries", EventName = "ThinningFailed")]
    private partial void LogRoundFailed(Exception exception);
}
