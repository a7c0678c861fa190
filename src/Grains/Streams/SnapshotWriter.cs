namespace Streams.Grains.Streams;

/// <summary>
/// Writes a stream's snapshots to grain storage, one at a time. Each write takes the newest state when its turn comes, so commits during a write lead to at most one
/// more. Losing a snapshot loses nothing. Not thread-safe: one grain owns it.
/// </summary>
/// <param name="storage">The grain's state.</param>
/// <param name="gate">Limits the writes of the silo.</param>
/// <param name="every">The number of events after which a snapshot is due.</param>
/// <param name="take">Takes a snapshot of the durable state; null if there is none to write.</param>
/// <param name="failed">Called if a write fails, with the sequence at which the snapshot ends.</param>
internal sealed class SnapshotWriter(
    IPersistentState<StreamSnapshotHolder> storage, SnapshotGate gate, int every, Func<StreamSnapshot?> take, Action<long, Exception> failed)
{
    private Task _writing = Task.CompletedTask;
    private long _tried;
    private long _newest;

    /// <summary>Starts a write if one is due and none is in progress.</summary>
    /// <param name="seq">The sequence of the last durable event.</param>
    public void WriteIfDue(long seq)
    {
        _newest = seq;
        if (_writing.IsCompleted && IsDue)
            _writing = WriteWhileDueAsync();
    }

    /// <summary>Waits for the write in progress, then writes newer events.</summary>
    /// <param name="always">Writes even if no event is newer than the stored snapshot.</param>
    /// <param name="cancellation">Cancels the wait and the write.</param>
    public async Task FlushAsync(bool always, CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (_writing.IsCompleted && take() is { } snapshot && (always || snapshot.View.Position.Seq > storage.State.Seq))
            await (_writing = WriteAsync(cancellation));
    }

    /// <summary>Clears the stored snapshot after the write in progress. A snapshot that is left behind does no harm: it is not used if the log does not reach as far.</summary>
    public async Task ClearAsync()
    {
        try
        {
            await _writing;
            await storage.ClearStateAsync();
        }
        catch (Exception exception)
        {
            failed(0, exception);
        }
    }

    private bool IsDue => _newest - Math.Max(_tried, storage.State.Seq) >= every;

    private async Task WriteWhileDueAsync()
    {
        do
            await WriteAsync(CancellationToken.None);
        while (IsDue);
    }

    private async Task WriteAsync(CancellationToken cancellation)
    {
        try
        {
            using var turn = await gate.EnterAsync(cancellation);
            if (take() is not { } snapshot)
            {
                // The state is stale or gone, so nothing is due until there are more events.
                _tried = _newest;
                return;
            }

            _tried = snapshot.View.Position.Seq;
            storage.State = new StreamSnapshotHolder { Snapshot = snapshot };
            await storage.WriteStateAsync(cancellation);
        }
        catch (Exception exception)
        {
            // Also after a failure before the write, or the next attempt would follow at once.
            _tried = Math.Max(_tried, _newest);
            failed(_tried, exception);
            await RefreshAsync();
        }
    }

    /// <summary>After a failed write the storage's version may differ from ours; without it no later write would succeed.</summary>
    private async Task RefreshAsync()
    {
        try
        {
            await storage.ReadStateAsync();
        }
        catch (Exception exception)
        {
            failed(_tried, exception);
        }
    }
}
