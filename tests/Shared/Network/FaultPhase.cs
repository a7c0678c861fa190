namespace Streams.Tests;

/// <summary>The time from one switch of the faults to the next.</summary>
internal sealed class FaultPhase(NetworkFaults faults)
{
    private readonly TaskCompletionSource _lifted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public NetworkFaults Faults => faults;

    /// <summary>Completes with its end.</summary>
    public Task Lifted => _lifted.Task;

    public void Lift() => _lifted.TrySetResult();
}
