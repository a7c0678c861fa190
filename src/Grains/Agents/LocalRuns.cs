namespace Streams.Grains.Agents;

/// <summary>
/// The agent runs on this silo. They stop before the silo does: Orleans deactivates grains in any order, and a run would call streams that are already deactivated. Each run
/// resumes where its agent is activated next. Thread-safe.
/// </summary>
internal sealed class LocalRuns : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly HashSet<Task> _running = [];

    /// <summary>Cancelled when the silo starts to stop: current runs end, and no run starts after that.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Tracks a run until it ends.</summary>
    /// <returns>The same run.</returns>
    public Task Add(Task run)
    {
        lock (_running)
            _running.Add(run);
        _ = run.ContinueWith(Remove, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return run;
    }

    /// <summary>Cancels all runs and waits until they have ended or <paramref name="cancellation"/> is requested.</summary>
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
