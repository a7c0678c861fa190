namespace Streams.Client;

/// <summary>
/// The unsettled reports of one broadcaster, in order, bounded by number and bytes. Forms batches and has one delivered at a time.
/// Thread-safe: its lock guards its fields and is not held during calls to others.
/// </summary>
/// <param name="delivery">Delivers batches.</param>
/// <param name="options">Limits and delays.</param>
/// <param name="time">Measures the batch delay.</param>
internal sealed class ReportQueue(ReportDelivery delivery, StreamsClientOptions options, TimeProvider time)
{
    // Below the contract's 1 MiB, to leave room for the envelope.
    private const int MaxBytes = 1_000_000;

    // A batch of this size does not wait for more.
    private const int Enough = 100;

    private readonly Lock _gate = new();
    private readonly HashSet<PendingReport> _unsettled = [];
    private List<PendingReport> _waiting = [];
    private long _bytes;
    private ITimer? _timer;
    private bool _isSending;
    private bool _isClosed;

    /// <summary>Queues a report and returns its caller's task.</summary>
    public Task<BroadcastAck> AddAsync(string reportId, byte[] json, CancellationToken cancellation)
    {
        var report = new PendingReport(reportId, json, Settled);
        bool isEnough;
        lock (_gate)
        {
            if (_isClosed)
                return Task.FromException<BroadcastAck>(BroadcastException.Disposed(reportId));
            if (_unsettled.Count >= options.MaxQueuedReports || _bytes + json.Length > options.MaxQueuedBytes)
                return Task.FromException<BroadcastAck>(BroadcastException.QueueFull(reportId));
            _unsettled.Add(report);
            _bytes += json.Length;
            _waiting.Add(report);
            isEnough = _waiting.Count >= Enough;
            if (_waiting.Count == 1 && !_isSending)
                (_timer ??= time.CreateTimer(_ => Send(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan))
                    .Change(options.BatchDelay, Timeout.InfiniteTimeSpan);
        }

        report.Arm(time, options.ReportDeadline, cancellation);
        if (isEnough)
            Send();
        return report.Completion;
    }

    /// <summary>Sends at once. Completes when every report that is unsettled now is acknowledged or has failed.</summary>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        Task[] settled;
        lock (_gate)
            settled = [.. _unsettled.Select(report => report.Completion)];
        Send();
        foreach (var report in settled)
        {
            await Task.WhenAny(report).WaitAsync(cancellation).ConfigureAwait(false);

            // Observed, so that a failure whose caller did not await it is not raised as unobserved.
            _ = report.Exception;
        }
    }

    /// <summary>Accepts no more reports.</summary>
    public void Close()
    {
        lock (_gate)
            _isClosed = true;
    }

    /// <summary>Disposes the timer. Call it when no report is unsettled.</summary>
    public void Dispose() => _timer?.Dispose();

    private void Send()
    {
        lock (_gate)
        {
            if (_isSending || _waiting.Count == 0)
                return;
            _isSending = true;
        }

        _ = SendAllAsync();
    }

    private async Task SendAllAsync()
    {
        // Reports that arrive during a request go into the next batch.
        while (NextBatch() is { Length: > 0 } batch)
        {
            try
            {
                await delivery.DeliverAsync(batch).ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                // A bug, or a logger that throws: fail these reports, so that those behind them do not wait forever.
                var problem = Problems.Unreachable($"The report could not be delivered: {failure.Message}");
                foreach (var report in batch)
                    report.Refuse(problem);
            }
        }
    }

    /// <summary>The next batch. If it is empty, sending stops until the next report.</summary>
    private PendingReport[] NextBatch()
    {
        lock (_gate)
        {
            _waiting.RemoveAll(report => report.IsSettled);
            var (count, bytes) = (0, 0L);
            while (count < Math.Min(_waiting.Count, Report.MaxBatch) && (bytes += _waiting[count].Json.Length + 1) <= MaxBytes)
                count++;

            // A report that is too large is sent alone; the server refuses it.
            count = Math.Max(count, Math.Min(_waiting.Count, 1));
            var batch = _waiting[..count];
            _waiting = _waiting[count..];
            _isSending = count > 0;
            return [.. batch];
        }
    }

    private void Settled(PendingReport report)
    {
        lock (_gate)
        {
            if (_unsettled.Remove(report))
                _bytes -= report.Json.Length;
        }

        delivery.Settled();
    }
}
