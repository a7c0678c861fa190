namespace Streams.Client;

/// <summary>
/// Reports of one broadcaster that are not settled yet, bounded by number and bytes, in order; cuts them into batches, of which one is under way at a time.
/// Thread-safe: what it holds is changed under its lock, and nobody is called under it.
/// </summary>
/// <param name="delivery">Delivers batches.</param>
/// <param name="options">Bounds and paces.</param>
/// <param name="time">Measures how long reports are gathered.</param>
internal sealed class ReportQueue(ReportDelivery delivery, StreamsClientOptions options, TimeProvider time)
{
    // The contract allows 1,000 reports and 1 MiB in a request; what is left of it is for the envelope.
    private const int MaxReports = 1_000;
    private const int MaxBytes = 1_000_000;

    // So many reports need not wait for more.
    private const int Enough = 100;

    private readonly Lock _gate = new();
    private readonly HashSet<PendingReport> _unsettled = [];
    private List<PendingReport> _waiting = [];
    private long _bytes;
    private ITimer? _timer;
    private bool _isSending;
    private bool _isClosed;

    /// <summary>Takes a report; the task is its caller's.</summary>
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

    /// <summary>Sends at once; completes when all that is unsettled now is settled, one way or the other.</summary>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        Task[] settled;
        lock (_gate)
            settled = [.. _unsettled.Select(report => report.Completion)];
        Send();
        foreach (var report in settled)
        {
            await Task.WhenAny(report).WaitAsync(cancellation).ConfigureAwait(false);

            // Looked at: nobody has to be told again that a report failed whose caller did not wait for it.
            _ = report.Exception;
        }
    }

    /// <summary>Takes nothing more.</summary>
    public void Close()
    {
        lock (_gate)
            _isClosed = true;
    }

    /// <summary>Frees the timer; when nothing is unsettled any more.</summary>
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
        // What gathers while a batch is under way goes with the next one.
        while (Cut() is { Length: > 0 } batch)
        {
            try
            {
                await delivery.DeliverAsync(batch).ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                // A bug, or a logger that throws: these reports fail, and those behind them do not wait for ever.
                var problem = ProblemReader.Unreachable($"The report could not be delivered: {failure.Message}");
                foreach (var report in batch)
                    report.Refuse(problem);
            }
        }
    }

    /// <summary>The next batch; where there is none, the next report begins anew.</summary>
    private PendingReport[] Cut()
    {
        lock (_gate)
        {
            _waiting.RemoveAll(report => report.IsSettled);
            var (count, bytes) = (0, 0L);
            while (count < Math.Min(_waiting.Count, MaxReports) && (bytes += _waiting[count].Json.Length + 1) <= MaxBytes)
                count++;

            // One that is too large goes alone, for the server to refuse.
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
