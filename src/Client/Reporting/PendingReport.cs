namespace Streams.Client;

/// <summary>One report on its way, with the task that its caller holds. Settled exactly once, by whichever thread is first.</summary>
/// <param name="reportId">Its id.</param>
/// <param name="json">The report as it is sent.</param>
/// <param name="settled">Told once, by the thread that settled it.</param>
internal sealed class PendingReport(string reportId, byte[] json, Action<PendingReport> settled)
{
    private readonly TaskCompletionSource<BroadcastAck> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? _deadline;
    private CancellationTokenRegistration _cancellation;

    /// <summary>Its id.</summary>
    public string ReportId => reportId;

    /// <summary>The report as it is sent, in UTF-8.</summary>
    public byte[] Json => json;

    /// <summary>What its caller waits for.</summary>
    public Task<BroadcastAck> Completion => _completion.Task;

    /// <summary>Whether it is over.</summary>
    public bool IsSettled => _completion.Task.IsCompleted;

    /// <summary>From now on, time and caller may end it.</summary>
    public void Arm(TimeProvider time, TimeSpan deadline, CancellationToken cancellation)
    {
        _deadline = time.CreateTimer(static state => ((PendingReport)state!).Expire(), this, deadline, Timeout.InfiniteTimeSpan);
        _cancellation = cancellation.UnsafeRegister(static (state, token) => ((PendingReport)state!).Cancel(token), this);

        // It may have been settled before there was anything to disarm.
        if (IsSettled)
            Disarm();
    }

    /// <summary>It is durable.</summary>
    public void Acknowledge(BroadcastOutcome outcome, Position position)
    {
        if (_completion.TrySetResult(new(outcome, position, reportId)))
            Settle();
    }

    /// <summary>It is not, and will not be.</summary>
    public void Refuse(Problem problem) => Fail(new BroadcastException(problem, reportId));

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

        // Not Dispose: it would wait for the callback, which may wait for the caller's lock.
        _cancellation.Unregister();
    }
}
