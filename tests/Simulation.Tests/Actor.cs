namespace Streams.Simulation.Tests;

/// <summary>
/// Runs code as a grain does: one turn after another, in the order in which turns become ready. The world decides which actor's turn is next. What a dead actor had
/// queued or waits for never runs.
/// </summary>
internal sealed class Actor(World world) : TaskScheduler
{
    private readonly Queue<Task> _ready = [];

    public bool IsDead { get; private set; }

    public bool HasTurns => _ready.Count > 0 && !IsDead;

    /// <summary>Starts work of this actor. If it fails, so does the simulation.</summary>
    public void Start(Func<Task> work) => _ = Task.Factory.StartNew(() => ObserveAsync(work), CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    public void Die() => IsDead = true;

    public void RunTurn() => TryExecuteTask(_ready.Dequeue());

    protected override void QueueTask(Task task)
    {
        if (IsDead)
            return;
        _ready.Enqueue(task);
        if (_ready.Count == 1)
            world.Ready(this);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [.. _ready];

    private async Task ObserveAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception failure)
        {
            world.Fail(failure);
        }
    }
}
