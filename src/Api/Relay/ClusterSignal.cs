namespace Streams.Api.Relay;

/// <summary>Tells all who wait for an answer of the cluster that the silo which should give it may be gone. Thread-safe.</summary>
public sealed class ClusterSignal
{
    private TaskCompletionSource _next = New();

    /// <summary>Completes when something is lost after this was asked for.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Something is lost: a silo, or the connection to one.</summary>
    public void Raise() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
