namespace Streams.Tests;

/// <summary>The longest time for which one client heard nothing. Thread-safe: the client marks, the test begins and ends.</summary>
internal sealed class PauseMeter
{
    private readonly Lock _lock = new();
    private long _began = TimeProvider.System.GetTimestamp();
    private long _last = TimeProvider.System.GetTimestamp();
    private Pause _longest;

    /// <summary>Forgets what was: it counts from now.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            _began = _last = TimeProvider.System.GetTimestamp();
            _longest = default;
        }
    }

    /// <summary>Something was heard.</summary>
    public void Mark()
    {
        lock (_lock)
        {
            var now = TimeProvider.System.GetTimestamp();
            var pause = new Pause(TimeProvider.System.GetElapsedTime(_last, now), TimeProvider.System.GetElapsedTime(_began, _last));
            (_last, _longest) = (now, pause.Length > _longest.Length ? pause : _longest);
        }
    }

    /// <summary>The longest since it began; that which goes on counts as far as it has come.</summary>
    public Pause End()
    {
        lock (_lock)
        {
            Mark();
            return _longest;
        }
    }
}
