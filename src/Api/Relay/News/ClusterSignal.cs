namespace Streams.Api.Relay;

/// <summary>Signals callers that wait for the cluster that the silo they wait for may be gone. Thread-safe.</summary>
internal sealed class ClusterSignal
{
    private TaskCompletionSource _next = New();

    /// <summary>Completes at the next <see cref="Raise"/>.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>A silo, or the connection to one, is lost.</summary>
    public void Raise() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
