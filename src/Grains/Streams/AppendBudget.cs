namespace Streams.Grains.Streams;

/// <summary>
/// The share of the silo's log queue that one stream may fill: a quarter of the bounds of <see cref="EventLog.LogQueueOptions"/>. A stream that is flooded with reports is
/// refused before the other streams are. Not thread-safe: one grain owns it.
/// </summary>
internal sealed class AppendBudget
{
    /// <summary>The number of appends that may be in progress.</summary>
    public const int MaxAppends = 1_024;

    /// <summary>The bytes that may be in progress. One append is always admitted, however large.</summary>
    public const long MaxBytes = 16 * 1024 * 1024;

    private int _appends;
    private long _bytes;

    /// <summary>Admits an append if the budget allows it.</summary>
    /// <returns>False if it is not admitted. Do not call <see cref="Release"/> then.</returns>
    public bool TryAcquire(long bytes)
    {
        if (_appends > 0 && (_appends >= MaxAppends || _bytes + bytes > MaxBytes))
            return false;
        (_appends, _bytes) = (_appends + 1, _bytes + bytes);
        return true;
    }

    /// <summary>Releases the share of an append that was admitted.</summary>
    public void Release(long bytes) => (_appends, _bytes) = (_appends - 1, _bytes - bytes);
}
