namespace Streams.Tests;

/// <summary>Measures the longest time without a sign of life for one client. Thread-safe: the client marks, the test begins and ends.</summary>
internal sealed class PauseMeter
{
    private readonly Lock _lock = new();
    private long _began = TimeProvider.System.GetTimestamp();
    private long _last = TimeProvider.System.GetTimestamp();
    private Pause _longest;

    /// <summary>Starts to measure, from now.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            _began = _last = TimeProvider.System.GetTimestamp();
            _longest = default;
        }
    }

    /// <summary>Records a sign of life.</summary>
    public void Mark()
    {
        lock (_lock)
        {
            var now = TimeProvider.System.GetTimestamp();
            var pause = new Pause(TimeProvider.System.GetElapsedTime(_last, now), TimeProvider.System.GetElapsedTime(_began, _last));
            (_last, _longest) = (now, pause.Length > _longest.Length ? pause : _longest);
        }
    }

    /// <summary>The longest pause since <see cref="Begin"/>, including the current one.</summary>
    public Pause End()
    {
        lock (_lock)
        {
            Mark();
            return _longest;
        }
    }
}
