namespace Streams.Grains.Agents;

/// <summary>
/// The runs of agents on this silo. When it stops they are stopped first: Orleans deactivates grains in any order, and a run would call streams that are gone. Each goes on
/// where it is activated next. Thread-safe.
/// </summary>
internal sealed class LocalRuns : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly HashSet<Task> _running = [];

    /// <summary>Cancelled when the silo begins to stop: no run begins any more, and those under way end.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Keeps a run until it has ended.</summary>
    /// <returns>The run.</returns>
    public Task Add(Task run)
    {
        lock (_running)
            _running.Add(run);
        _ = run.ContinueWith(Remove, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return run;
    }

    /// <summary>Tells all runs to end and waits until they have, or until there is no more time.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        await _stopping.CancelAsync();
        Task[] running;
        lock (_running)
            running = [.. _running];
        await Task.WhenAll(running).WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private void Remove(Task run)
    {
        lock (_running)
            _running.Remove(run);
    }
}
