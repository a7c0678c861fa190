namespace Streams.Bench.Load;

/// <summary>Tells the callers which phase it is. The run sets it, callers only read.</summary>
internal sealed class Phases
{
    private volatile Phase _now;

    public Phase Now
    {
        get => _now;
        set => _now = value;
    }
}
