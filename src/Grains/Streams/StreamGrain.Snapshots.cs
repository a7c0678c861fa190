using Streams.Contract;
using Streams.Grains.Rules;

namespace Streams.Grains.Streams;

/// <summary>Snapshots in grain storage: they make activation fast, and losing one loses nothing.</summary>
public sealed partial class StreamGrain
{
    private Task _writing = Task.CompletedTask;

    /// <summary>Writes the committed state unless it is written already. Never two writes at once; a failure is logged and made good by the next one.</summary>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="leases">Writes it also where nothing but the leases is new.</param>
    private async Task WriteSnapshotAsync(CancellationToken cancellation, bool leases = false)
    {
        if (!_writing.IsCompleted)
        {
            // On deactivation the last events may have come after the write under way began.
            await _writing.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (!_writing.IsCompleted)
                return;
        }

        if (_committed is { } state && !_broken && (state.Seq > snapshot.State.Seq || (leases && _leases.Hosts(time.Now()).Count > 0)))
            await (_writing = WriteAsync(state, cancellation));
    }

    /// <summary>After a deletion. A snapshot that stays behind does no harm: the log does not go as far.</summary>
    private async Task ClearSnapshotAsync()
    {
        try
        {
            await _writing;
            await snapshot.ClearStateAsync();
        }
        catch (Exception exception)
        {
            LogSnapshotFailed(Id, 0, exception);
        }
    }

    private async Task WriteAsync(StreamState state, CancellationToken cancellation)
    {
        try
        {
            using var turn = await snapshotGate.EnterAsync(cancellation);
            snapshot.State = new StreamSnapshotHolder { Snapshot = StreamSnapshot.Of(state) with { Leases = _leases.Running(time.Now()) } };
            await snapshot.WriteStateAsync(cancellation);
        }
        catch (Exception exception)
        {
            LogSnapshotFailed(Id, state.Seq, exception);
            await RefreshAsync();
        }
    }

    /// <summary>After a failed write the storage's version may differ from ours; without it no later write would succeed.</summary>
    private async Task RefreshAsync()
    {
        try
        {
            await snapshot.ReadStateAsync();
        }
        catch (Exception exception)
        {
            LogSnapshotFailed(Id, 0, exception);
        }
    }
}
