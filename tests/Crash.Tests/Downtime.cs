namespace Streams.Crash.Tests;

/// <summary>Tells those who lost the server when it is there again. Thread-safe.</summary>
internal sealed class Downtime
{
    private volatile TaskCompletionSource _up = New();

    public Downtime() => _up.SetResult();

    /// <summary>Completes while it is up.</summary>
    public Task Up => _up.Task;

    public void Begin() => _up = New();

    public void End() => _up.SetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
