using Microsoft.Extensions.Logging;

namespace Streams.Client;

/// <summary>Delivers one batch at a time, and does not rest before each of its reports is settled. One loop owns it; only <see cref="Settled"/> comes from anywhere.</summary>
/// <param name="streamId">The stream, for the log.</param>
/// <param name="sender">Sends a batch once.</param>
/// <param name="time">Measures the delays.</param>
/// <param name="random">A number from 0 to 1, for jitter.</param>
/// <param name="logger">Where troubles go.</param>
internal sealed partial class ReportDelivery(string streamId, ReportSender sender, TimeProvider time, Func<double> random, ILogger logger)
{
    private volatile Attempt _attempt = Attempt.None;

    /// <summary>
    /// Sends reports until each is settled: again, with growing delays and under the same ids, while the server cannot be reached; without those that it
    /// finds fault with. Never throws.
    /// </summary>
    public async Task DeliverAsync(PendingReport[] reports)
    {
        var backoff = new Backoff(random);
        for (var open = StillOpen(reports); open.Length > 0; open = StillOpen(open))
        {
            var attempt = new Attempt(open);
            _attempt = attempt;

            // What was settled while nobody looked at this attempt.
            attempt.GiveUpIfPointless();
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
                    LogRefused(streamId, problem.Code, problem.Detail);
                    if (!Refuse(open, problem))
                    {
                        // It does not say which is at fault: the halves tell, and keep the order.
                        await DeliverAsync(open[..(open.Length / 2)]).ConfigureAwait(false);
                        await DeliverAsync(open[(open.Length / 2)..]).ConfigureAwait(false);
                        return;
                    }

                    break;
            }
        }
    }

    /// <summary>A report was settled. Where it was the last of the batch, the request or the wait for the next is given up.</summary>
    public void Settled() => _attempt.GiveUpIfPointless();

    /// <summary>Tells those at fault.</summary>
    /// <returns>Whether it is known who that is.</returns>
    private static bool Refuse(PendingReport[] open, Problem problem)
    {
        var guilty = Blame.Of(problem, open.Length);
        foreach (var (index, own) in guilty)
            open[index].Refuse(own);
        if (guilty.Count > 0)
            return true;
        if (open.Length > 1 && !Blame.MeetsAll(problem))
            return false;
        foreach (var report in open)
            report.Refuse(problem);
        return true;
    }

    private static PendingReport[] StillOpen(PendingReport[] reports) => Array.FindAll(reports, report => !report.IsSettled);

    /// <summary>One try: reports, and whether anybody still waits for one of them.</summary>
    private sealed class Attempt(PendingReport[] reports)
    {
        // Never disposed: it has no timer, and a report may be settled by its deadline at any moment.
        private readonly CancellationTokenSource _giveUp = new();

        public static Attempt None { get; } = new([]);

        public CancellationToken GivenUp => _giveUp.Token;

        public void GiveUpIfPointless()
        {
            if (Array.TrueForAll(reports, report => report.IsSettled))
                _giveUp.Cancel();
        }
    }
}
