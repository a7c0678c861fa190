using Microsoft.Extensions.Logging;

namespace Streams.Client;

/// <summary>Delivers one batch at a time, until each of its reports is settled. One loop owns it; only <see cref="Settled"/> may be called from any thread.</summary>
/// <param name="streamId">The stream, for the log.</param>
/// <param name="sender">Sends a batch once.</param>
/// <param name="time">Measures the delays.</param>
/// <param name="newBackoff">Creates the delays between attempts.</param>
/// <param name="logger">Logs retries and refusals.</param>
internal sealed partial class ReportDelivery(string streamId, ReportSender sender, TimeProvider time, Func<Backoff> newBackoff, ILogger logger)
{
    private volatile Attempt _attempt = Attempt.None;

    /// <summary>
    /// Sends the reports until each is settled. While the server cannot be reached, it repeats them under the same ids, with growing delays. It drops the reports that
    /// the server refuses and sends the rest. Never throws.
    /// </summary>
    public async Task DeliverAsync(PendingReport[] reports)
    {
        var backoff = newBackoff();
        for (var open = StillOpen(reports); open.Length > 0; open = StillOpen(open))
        {
            var attempt = new Attempt(open);
            _attempt = attempt;

            // Reports may have been settled before this attempt was published.
            attempt.CancelIfSettled();
            switch (await sender.SendAsync(open, attempt.GivenUp).ConfigureAwait(false))
            {
                case SendResult.Acknowledged { Ack: var ack }:
                    LogAcknowledged(streamId, open.Length, ack.Accepted, ack.Duplicates, ack.Position.Seq);
                    foreach (var report in open)
                        report.Acknowledge(ack.Accepted == 0 ? BroadcastOutcome.Duplicate : BroadcastOutcome.Accepted, ack.Position);
                    return;
                case SendResult.Retry { After: var after, Why: var why } when !attempt.GivenUp.IsCancellationRequested:
                    var delay = after + backoff.Next();
                    LogRetry(streamId, open.Length, why, delay);
                    await Task.Delay(delay, time, attempt.GivenUp).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    break;
                case SendResult.Refused { Problem: var problem }:
                    LogRefused(streamId, Problems.CodeOf(problem), problem.Detail);
                    if (!Refuse(open, problem))
                    {
                        // The server does not say which report is at fault: bisect, and keep the order.
                        await DeliverAsync(open[..(open.Length / 2)]).ConfigureAwait(false);
                        await DeliverAsync(open[(open.Length / 2)..]).ConfigureAwait(false);
                        return;
                    }

                    break;
            }
        }
    }

    /// <summary>A report was settled. If it was the last of the batch, the request or the wait before the next one is cancelled.</summary>
    public void Settled() => _attempt.CancelIfSettled();

    /// <summary>Fails the reports at fault.</summary>
    /// <returns>False if the problem does not identify them.</returns>
    private static bool Refuse(PendingReport[] open, ProblemDocument problem)
    {
        var faulty = FaultyReports.Find(problem, open.Length);
        foreach (var (index, own) in faulty)
            open[index].Refuse(own);
        if (faulty.Count > 0)
            return true;
        if (open.Length > 1 && !FaultyReports.ConcernsAll(problem))
            return false;
        foreach (var report in open)
            report.Refuse(problem);
        return true;
    }

    private static PendingReport[] StillOpen(PendingReport[] reports) => Array.FindAll(reports, report => !report.IsSettled);

    /// <summary>One attempt. It is cancelled once all its reports are settled.</summary>
    private sealed class Attempt(PendingReport[] reports)
    {
        // Never disposed: it has no timer, and a deadline may settle a report at any moment.
        private readonly CancellationTokenSource _giveUp = new();

        public static Attempt None { get; } = new([]);

        public CancellationToken GivenUp => _giveUp.Token;

        public void CancelIfSettled()
        {
            if (Array.TrueForAll(reports, report => report.IsSettled))
                _giveUp.Cancel();
        }
    }
}
