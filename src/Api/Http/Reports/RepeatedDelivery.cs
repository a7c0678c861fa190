using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Options;
using Streams.Api.Problems;
using Streams.Api.Relay;
using Streams.Contract;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Api.Http.Reports;

/// <summary>
/// Calls a grain of the cluster, and again where no answer comes or the cluster cannot be reached: for as long as it takes to find out that a silo died, agents notice no
/// more than a pause. Every report gets an id before the first call, so that one which arrived although its answer got lost counts once.
/// </summary>
/// <param name="lost">Says when calls that are under way may never be answered: they are repeated at once, not only when they have taken too long.</param>
/// <param name="options">How long.</param>
/// <param name="metrics">Counts what had to be sent again.</param>
/// <param name="time">Measures it.</param>
/// <param name="logger">Is told of what had to be sent again.</param>
public sealed partial class RepeatedDelivery(
    ClusterSignal lost, IOptions<DeliveryOptions> options, DeliveryMetrics metrics, TimeProvider time, ILogger<RepeatedDelivery> logger) : IReportDelivery
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LastPause = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    public Task<Outcome<ReportAck>> DeliverAsync(IStreamGrain stream, ImmutableArray<Report> reports, CancellationToken cancellation) =>
        DeliverAsync(stream.GetPrimaryKeyString(), stream.Report, reports, cancellation);

    /// <summary>The same, whatever takes the reports.</summary>
    /// <param name="streamId">The stream, for the log.</param>
    /// <param name="report">Takes reports that all have ids; called until it answers.</param>
    /// <param name="reports">As the caller sent them.</param>
    /// <param name="cancellation">The caller is gone.</param>
    public async Task<Outcome<ReportAck>> DeliverAsync(
        string streamId, Func<ImmutableArray<Report>, Task<Outcome<ReportAck>>> report, ImmutableArray<Report> reports, CancellationToken cancellation)
    {
        var named = WithIds(reports);
        var began = time.GetTimestamp();
        for (var (attempt, pause) = (1, FirstPause); ; attempt++, pause = pause * 2 < LastPause ? pause * 2 : LastPause)
        {
            try
            {
                if (await CallAsync(report, named, cancellation) is { } outcome)
                    return attempt > 1 && outcome.Value is { } ack ? Counted(ack, reports) : outcome;
                metrics.Retried();
                LogAgain(streamId, attempt, "the silo that should have answered may be gone");
                continue;
            }
            catch (Exception failure) when (Failures.ToRefusal(failure) is not null && time.GetElapsedTime(began) + pause < options.Value.GiveUp)
            {
                metrics.Retried();
                LogAgain(streamId, attempt, failure.Message);
            }

            await Task.Delay(pause, time, cancellation);
        }
    }

    /// <summary>Calls once.</summary>
    /// <returns>The answer, or null where it may never come.</returns>
    private async Task<Outcome<ReportAck>?> CallAsync(
        Func<ImmutableArray<Report>, Task<Outcome<ReportAck>>> report, ImmutableArray<Report> named, CancellationToken cancellation)
    {
        var gone = lost.Next;
        var call = report(named);
        try
        {
            return await Task.WhenAny(call, gone).WaitAsync(options.Value.Again, time, cancellation) == call ? (Outcome<ReportAck>?)await call : null;
        }
        finally
        {
            // What comes of a call that is not waited for any more is nobody's concern.
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

    /// <summary>A report to which we gave its id cannot be a duplicate for its sender: where it is one, an earlier call of ours had arrived.</summary>
    private static ReportAck Counted(ReportAck ack, ImmutableArray<Report> reports)
    {
        var ours = Math.Min(ack.Duplicates, reports.Count(report => report.ReportId is null));
        return ack with { Accepted = ack.Accepted + ours, Duplicates = ack.Duplicates - ours };
    }

    [LoggerMessage(3010, LogLevel.Debug, "Reports to stream {StreamId} are sent again after attempt {Attempt}: {Reason}", EventName = "ReportsSentAgain")]
    private partial void LogAgain(string streamId, int attempt, string reason);
}
