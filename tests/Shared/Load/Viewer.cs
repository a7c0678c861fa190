using System.Globalization;

namespace Streams.Tests;

/// <summary>Watches a stream through all outages and resumes from its position.</summary>
internal abstract class Viewer(string streamId, Route route, ClientTimeouts timeouts)
{
    // Not at once: the connection may be cut again and again.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(50);

    private readonly TaskCompletionSource _watching = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly List<(long Seq, TaskCompletionSource Reached)> _waiting = [];
    private Exception? _last;

    public string StreamId => streamId;

    /// <summary>The events in order of arrival, with a hash of their payload.</summary>
    public List<(long Seq, string Event, int Payload)> Seen { get; } = [];

    /// <summary>The sequence of the first snapshot; earlier events are not received.</summary>
    public long Start { get; private set; } = -1;

    /// <summary>The number of reconnects.</summary>
    public int Reconnects { get; private set; }

    /// <summary>The time between events.</summary>
    public PauseMeter Pauses { get; } = new();

    /// <summary>Completes with the first snapshot.</summary>
    public Task Watching => _watching.Task;

    protected string Epoch { get; private set; } = "";

    /// <summary>The last sequence that it received.</summary>
    protected long Position { get; private set; } = -1;

    protected ClientTimeouts ClientTimeouts => timeouts;

    protected bool HasPosition => Position >= 0;

    /// <summary>Watches until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await WatchAsync(await route.GetAsync(stop), stop);
            }
            catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
            {
                // It reconnects however the connection ended: the SignalR client has a dozen exceptions for that.
                _last = exception;
            }

            if (stop.IsCancellationRequested)
                return;
            Reconnects++;
            route.Fail();
            await Task.Delay(RetryDelay, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{GetType().Name} of {StreamId} at {Position} after {Reconnects} reconnects{(_last is null ? "" : $" (last: {_last.Message})")}");

    /// <summary>Completes when it has everything up to a sequence.</summary>
    public Task ReachAsync(long seq)
    {
        lock (_lock)
        {
            if (Position >= seq)
                return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((seq, reached));
            return reached.Task;
        }
    }

    /// <summary>Watches until the connection ends.</summary>
    protected abstract Task WatchAsync(string url, CancellationToken stop);

    protected void TakeSnapshot(string epoch, long seq)
    {
        Assert.False(HasPosition, $"A viewer of {streamId} with position {Position} was given a snapshot at {seq}.");
        (Epoch, Start) = (epoch, seq);
        MoveTo(seq);
        _watching.TrySetResult();
    }

    protected void Take(long seq, string name, string payload)
    {
        Seen.Add((seq, name, string.GetHashCode(payload, StringComparison.Ordinal)));
        Pauses.Mark();
    }

    protected void MoveTo(long seq)
    {
        lock (_lock)
        {
            Position = seq;
            foreach (var (_, reached) in _waiting.Where(waiting => waiting.Seq <= seq))
                reached.TrySetResult();
            _waiting.RemoveAll(waiting => waiting.Seq <= seq);
        }
    }
}
