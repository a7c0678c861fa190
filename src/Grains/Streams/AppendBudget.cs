namespace Streams.Grains.Streams;

/// <summary>
/// How much of its silo's queue to the log one stream may fill: a quarter of <see cref="EventLog.LogQueueOptions"/>' bounds, so that one that is reported to without end
/// is refused before the others are. Not thread-safe: one grain owns it.
/// </summary>
public sealed class AppendBudget
{
    /// <summary>How many appends may be under way.</summary>
    public const int MaxAppends = 1_024;

    /// <summary>How many bytes of payload may be under way. One append may always go, however large.</summary>
    public const long MaxBytes = 16 * 1024 * 1024;

    private int _appends;
    private long _bytes;

    /// <summary>Counts an append in, unless there are too many already.</summary>
    /// <returns>False where it must not go; then it is not to be counted out.</returns>
    public bool TryEnter(long bytes)
    {
        if (_appends > 0 && (_appends >= MaxAppends || _bytes + bytes > MaxBytes))
            return false;
        (_appends, _bytes) = (_appends + 1, _bytes + bytes);
        return true;
    }

    /// <summary>Counts an append out that was counted in.</summary>
    public void Leave(long bytes) => (_appends, _bytes) = (_appends - 1, _bytes - bytes);
}
