using System.IO.Pipelines;

namespace Streams.Api.Relay;

/// <summary>What all live copies and viewers of a host share.</summary>
/// <param name="Source">Loads, renews and reads streams.</param>
/// <param name="Options">Bounds and intervals.</param>
/// <param name="Time">Paces retries and lingering, and limits sends.</param>
/// <param name="Metrics">Counts viewers, frames and repairs.</param>
/// <param name="Pool">Runs flushes and pumps, in the order in which they were scheduled.</param>
/// <param name="Logger">Logs repairs and failures.</param>
internal sealed record RelayServices(
    IStreamSource Source, RelayOptions Options, TimeProvider Time, RelayMetrics Metrics, PipeScheduler Pool, ILogger Logger)
{
    private long _pending;

    /// <summary>Counts bytes that a viewer does not take at once; the caller removes them again, also if this is false.</summary>
    /// <returns>Whether the host is still within <see cref="RelayOptions.PendingBytes"/>.</returns>
    public bool TryAddPending(int bytes) => Interlocked.Add(ref _pending, bytes) <= Options.PendingBytes;

    public void RemovePending(int bytes) => Interlocked.Add(ref _pending, -bytes);
}
