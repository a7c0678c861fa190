namespace Streams.Tests;

/// <summary>Measures one client's longest pause between acknowledgements or events. Thread-safe: the client calls <see cref="Mark"/>, the test the other members.</summary>
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

    /// <summary>Records an acknowledgement or an event.</summary>
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
