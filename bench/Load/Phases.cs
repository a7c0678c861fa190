namespace Streams.Bench.Load;

/// <summary>The current phase. The run sets it; callers read it.</summary>
internal sealed class Phases
{
    private volatile Phase _now;

    public Phase Now
    {
        get => _now;
        set => _now = value;
    }
}
