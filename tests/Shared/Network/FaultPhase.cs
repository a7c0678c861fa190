namespace Streams.Tests;

/// <summary>The time between two changes of the faults.</summary>
internal sealed class FaultPhase(NetworkFaults faults)
{
    private readonly TaskCompletionSource _lifted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public NetworkFaults Faults => faults;

    /// <summary>Completes at the end of the phase.</summary>
    public Task Lifted => _lifted.Task;

    public void Lift() => _lifted.TrySetResult();
}
