namespace Streams.Grains.Tests;

/// <summary>Runs code as a grain does: one turn after another, on one thread, in the order in which continuations become ready. Nothing else runs in between.</summary>
internal sealed class Turns : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _ready = [];

    public override void Post(SendOrPostCallback d, object? state) => _ready.Enqueue((d, state));

    /// <summary>Runs a test to its end. Fails if the test awaits something that never completes.</summary>
    public static void Run(Func<Task> test)
    {
        var (before, turns) = (Current, new Turns());
        SetSynchronizationContext(turns);
        try
        {
            var running = test();
            turns.Drain();
            Assert.True(running.IsCompleted, "The test awaits something that never completes.");
            running.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    /// <summary>Runs every turn that is ready.</summary>
    public static void RunReady() => (Current as Turns)?.Drain();

    private void Drain()
    {
        while (_ready.TryDequeue(out var turn))
            turn.Callback(turn.State);
    }
}
