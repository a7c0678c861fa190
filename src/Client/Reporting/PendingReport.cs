namespace Streams.Client;

/// <summary>One report that is being sent, with its caller's task. It is settled exactly once, by whichever thread is first.</summary>
/// <param name="reportId">The report's id.</param>
/// <param name="json">The report as it is sent, in UTF-8.</param>
/// <param name="settled">Called once, by the thread that settles the report.</param>
internal sealed class PendingReport(string reportId, byte[] json, Action<PendingReport> settled)
{
    private readonly TaskCompletionSource<BroadcastAck> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? _deadline;
    private CancellationTokenRegistration _cancellation;

    public string ReportId => reportId;

    public byte[] Json => json;

    /// <summary>The caller's task.</summary>
    public Task<BroadcastAck> Completion => _completion.Task;

    public bool IsSettled => _completion.Task.IsCompleted;

    /// <summary>Starts the deadline and observes the caller's token.</summary>
    public void Arm(TimeProvider time, TimeSpan deadline, CancellationToken cancellation)
    {
        _deadline = time.CreateTimer(static state => ((PendingReport)state!).Expire(), this, deadline, Timeout.InfiniteTimeSpan);
        _cancellation = cancellation.UnsafeRegister(static (state, token) => ((PendingReport)state!).Cancel(token), this);

        // It may have been settled before there was a timer to dispose.
        if (IsSettled)
            Disarm();
    }

    /// <summary>The report is durable.</summary>
    public void Acknowledge(BroadcastOutcome outcome, Position position)
    {
        if (_completion.TrySetResult(new(outcome, position, reportId)))
            Settle();
    }

    /// <summary>The server refuses the report.</summary>
    public void Refuse(ProblemDocument problem) => Fail(new BroadcastException(problem, reportId));

    private void Expire() => Fail(BroadcastException.DeadlineExceeded(reportId));

    private void Cancel(CancellationToken cancellation)
    {
        if (_completion.TrySetCanceled(cancellation))
            Settle();
    }

    private void Fail(BroadcastException failure)
    {
        if (_completion.TrySetException(failure))
            Settle();
    }

    private void Settle()
    {
        Disarm();
        settled(this);
    }

    private void Disarm()
    {
        _deadline?.Dispose();

        // Not Dispose: it would wait for the callback, which may wait for a lock that this caller holds.
        _cancellation.Unregister();
    }
}
