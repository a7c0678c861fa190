using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Options;
using Streams.Api.Problems;
using Streams.Api.Relay;
using Streams.Contract;

namespace Streams.Api.Http.Reports;

/// <summary>
/// Repeats a call to the cluster that gets no answer or does not reach it, so that agents notice the death of a silo only as a pause. Every report gets an id before
/// the first call: a report that arrived although its answer was lost counts once.
/// </summary>
/// <param name="inner">Calls the grain once.</param>
/// <param name="lost">Raised when pending calls may never be answered; they are repeated after a short pause instead of the time limit.</param>
/// <param name="options">The time limits.</param>
/// <param name="metrics">Counts the repeats.</param>
/// <param name="time">Measures the limits.</param>
/// <param name="logger">Logs each repeat.</param>
internal sealed partial class RetryingReportGateway(
    IReportGateway inner,
    ClusterSignal lost,
    IOptions<DeliveryOptions> options,
    DeliveryMetrics metrics,
    TimeProvider time,
    ILogger<RetryingReportGateway> logger) : IReportGateway
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LastPause = TimeSpan.FromMilliseconds(500);

    public async Task<Outcome<ReportAck>> ReportAsync(string streamId, ImmutableArray<Report> reports, CancellationToken cancellation)
    {
        var named = WithIds(reports);
        var began = time.GetTimestamp();
        Backoff? backoff = null;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var outcome = await CallAsync(streamId, named, cancellation);
                if (attempt == 1)
                    return outcome;
                if (outcome.Value is { } ack)
                    return Counted(ack, reports);

                // 'rate_limited' would say that nothing was recorded, but an earlier call may have arrived.
                return outcome.Refusal?.Code == RefusalCode.RateLimited ? Refusal.StreamUnreachable() : outcome;
            }
            catch (Exception failure) when (Failures.ToRefusal(failure) is not null && time.GetElapsedTime(began) + LastPause < options.Value.GiveUp)
            {
                metrics.Retried();
                LogAgain(streamId, attempt, failure.Message);
            }

            await Task.Delay((backoff ??= new(FirstPause, LastPause)).Next(), time, cancellation);
        }
    }

    /// <exception cref="TimeoutException">The answer may never come.</exception>
    private async Task<Outcome<ReportAck>> CallAsync(string streamId, ImmutableArray<Report> named, CancellationToken cancellation)
    {
        var gone = lost.Next;
        var call = inner.ReportAsync(streamId, named, cancellation);
        try
        {
            if (await Task.WhenAny(call, gone).WaitAsync(options.Value.Again, time, cancellation) != call)
                throw new TimeoutException("The called silo may be gone.");
            return await call;
        }
        finally
        {
            // This call is no longer awaited; its failure must not surface as unobserved.
            call.Ignore();
        }
    }

    private ImmutableArray<Report> WithIds(ImmutableArray<Report> reports)
    {
        if (reports.All(report => report.ReportId is not null))
            return reports;
        var call = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
        return [.. reports.Select((report, i) => report.ReportId is null
            ? report with { ReportId = string.Create(CultureInfo.InvariantCulture, $"~{call}.{i}") }
            : report)];
    }

    /// <summary>An id that was generated here is new. If the report is a duplicate all the same, an earlier call arrived.</summary>
    private static ReportAck Counted(ReportAck ack, ImmutableArray<Report> reports)
    {
        var ours = Math.Min(ack.Duplicates, reports.Count(report => report.ReportId is null));
        return ack with { Accepted = ack.Accepted + ours, Duplicates = ack.Duplicates - ours };
    }

    [LoggerMessage(3010, LogLevel.Debug, "Sending the reports for stream {StreamId} again after attempt {Attempt}: {Reason}", EventName = "ReportsSentAgain")]
    private partial void LogAgain(string streamId, int attempt, string reason);
}
